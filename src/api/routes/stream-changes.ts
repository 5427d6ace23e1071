import { z } from 'zod';
import { deliveryChange, webhookChange } from '../../contract/change.js';
import { idParam, workspaceId } from '../../contract/common.js';
import type { Db } from '../../store/db.js';
import { type ChangePosition, parsePosition } from '../../store/change-position.js';
import { isWithinADay, presentPosition } from '../../store/read-changes.js';
import { getWebhook } from '../get-webhook.js';
import { defineRoute } from '../route.js';

export const route = defineRoute({
  operationId: 'streamChanges',
  method: 'get',
  path: '/stream',
  summary: 'Changes of deliveries and webhooks as they happen, as server-sent events',
  description:
    'An event `delivery` when a delivery is queued, retrying, delivered, failed or cancelled, an event `webhook` when a webhook is enabled, paused, disabled or deleted. ' +
    'It begins now; with the `Last-Event-ID` of an earlier stream it goes on after that event, without gap or repetition. ' +
    'Where that was more than a day ago, it begins with an event `reset`: what was missed is read from the lists.',
  tags: ['Stream'],
  role: 'read',
  query: z.strictObject({
    webhookId: idParam('wh').optional().describe('Of this webhook only.'),
    workspaceId: workspaceId
      .optional()
      .describe('Instead of the header x-workspace-id, which an EventSource cannot send.'),
    lastEventId: z
      .string()
      .max(64)
      .optional()
      .describe('Instead of the header Last-Event-ID, which is followed where both are given.'),
  }),
  responses: { 200: { events: { delivery: deliveryChange, webhook: webhookChange, reset: z.object({}) } } },
  handler: async ({ db, workspaceId, headers, query }) => {
    const { webhookId = null } = query;
    if (webhookId !== null) await getWebhook(db, workspaceId, webhookId);
    const given = headers['last-event-id'] ?? query.lastEventId;
    const stream = await beginning(db, workspaceId, typeof given === 'string' ? given : '');
    return { status: 200, stream: { webhookId, ...stream } };
  },
});

async function beginning(
  db: Db,
  workspaceId: string,
  lastEventId: string,
): Promise<{ from: ChangePosition; isReset: boolean }> {
  const last = parsePosition(lastEventId);
  if (last && (await isWithinADay(db, workspaceId, last))) return { from: last, isReset: false };
  return { from: await presentPosition(db), isReset: lastEventId !== '' };
}
