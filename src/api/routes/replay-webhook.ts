import { z } from 'zod';
import { idParam } from '../../contract/common.js';
import type { EventTypeRegistry } from '../../contract/event-types.js';
import { replay, replayBody, replayCount } from '../../contract/replay.js';
import { startReplay } from '../../dispatch/start-replay.js';
import { ProblemError } from '../../errors.js';
import { newUuid, toPublicId } from '../../ids.js';
import { countReplay } from '../../store/count-replay.js';
import { insertReplay } from '../../store/replays.js';
import { getWebhook } from '../get-webhook.js';
import { presentReplay } from '../present-replay.js';
import { defineRoute } from '../route.js';

export const route = defineRoute({
  operationId: 'replayWebhook',
  method: 'post',
  path: '/webhooks/{id}/replay',
  summary: 'Send again what failed or was missed',
  description:
    'Goes on in the background, at the pace at which the webhook takes it; `dryRun` only counts. While the webhook is paused or disabled, what is queued is held. One replay of a webhook at a time.',
  tags: ['Replays'],
  role: 'manage',
  audit: 'replay.started',
  params: z.object({ id: idParam('wh') }),
  body: replayBody,
  responses: { 200: replayCount, 202: replay },
  problems: ['conflict'],
  handler: async ({ ctx, db, workspaceId, params: { id }, body, afterCommit }) => {
    const { since, until = new Date(), include = 'failed', eventTypes = null, dryRun = false } = body;
    const webhook = await getWebhook(db, workspaceId, id);
    if (since >= until) throw notAcceptable('/since', 'Give a time in the past, and before `until`.');
    checkEventTypes(ctx.eventTypes, eventTypes ?? []);
    const request = { workspaceId, webhookId: id, include, since, until, eventTypes };
    const count = await countReplay(db, request, ctx.eventTypes.takenBy(webhook.events));
    if (dryRun) return { status: 200, body: { count }, audited: null };
    const started = await insertReplay(db, { ...request, id: newUuid(), total: count });
    if (!started) throw new ProblemError('conflict', 'Another replay of this webhook is running.');
    // Not waited for: where Temporal is away, a worker starts it later.
    afterCommit(() => void startReplay(ctx, started.id));
    return {
      status: 202,
      body: presentReplay(started),
      audited: { targets: [toPublicId('wh', id), toPublicId('rpl', started.id)] },
    };
  },
});

function checkEventTypes(registry: EventTypeRegistry, names: readonly string[]): void {
  for (const [index, name] of names.entries())
    if (!registry.find(name)) throw notAcceptable(`/eventTypes/${index}`, registry.nameError(name));
}

function notAcceptable(pointer: string, detail: string): ProblemError {
  return new ProblemError('invalid-input', 'The body is not acceptable.', { errors: [{ pointer, detail }] });
}
