import { z } from 'zod';
import { idParam } from '../../contract/common.js';
import { MAX_EVENT_BYTES, testSend, testSendBody, testSendResult } from '../../contract/event.js';
import { TEST_EVENT_TYPE } from '../../contract/event-types.js';
import { rawMembers } from '../../contract/raw-json.js';
import { toPublicId } from '../../ids.js';
import { acceptEvents } from '../../store/accept-events.js';
import { getWebhook } from '../get-webhook.js';
import { checkData, makeEvent, notAcceptable } from '../new-event.js';
import { presentAttempt } from '../present-attempt.js';
import { defineRoute } from '../route.js';
import { waitForAttempt } from '../wait-for-attempt.js';

/** Beyond the webhook's own timeout: for the claim, the record and what stands before it. */
const WAIT_MARGIN_MS = 5_000;

export const route = defineRoute({
  operationId: 'testWebhook',
  method: 'post',
  path: '/webhooks/{id}/test',
  summary: 'Send a test event to this webhook only',
  description:
    'One attempt, also while the webhook is paused; its envelope has `"test": true`. With `wait` the answer has the attempt.',
  tags: ['Webhooks'],
  role: 'manage',
  audit: 'webhook.tested',
  params: z.object({ id: idParam('wh') }),
  body: testSendBody,
  maxBodyBytes: MAX_EVENT_BYTES,
  responses: { 202: testSend, 200: testSendResult },
  handler: async ({ ctx, db, auth, workspaceId, params: { id }, body, rawBody }) => {
    const webhook = await getWebhook(db, workspaceId, id);
    const name = body.event ?? TEST_EVENT_TYPE;
    const type = ctx.eventTypes.find(name);
    if (!type) throw notAcceptable('/event', ctx.eventTypes.nameError(name));
    const data = body.data ?? type.example;
    checkData(type, data);
    const event = makeEvent({
      workspaceId,
      type: name,
      data,
      rawData: body.data ? rawMembers(rawBody.toString('utf8')).get('data')! : JSON.stringify(data),
      timestamp: null,
      subject: null,
      externalId: null,
      testOf: id,
    });
    const [accepted] = await acceptEvents(db, [event]);
    if (accepted?.kind !== 'accepted' || accepted.deliveryId === null)
      throw new Error('A test send was not accepted.');
    const { deliveryId } = accepted;
    const sent = { eventId: toPublicId('evt', event.id), deliveryId: toPublicId('dlv', deliveryId) };
    const audited = { targets: [toPublicId('wh', id), sent.deliveryId] };
    if (!body.wait) return { status: 202, body: sent, audited };
    return {
      status: 202,
      body: sent,
      audited,
      complete: async () => {
        const timeoutMs = (webhook.timeoutMs ?? ctx.config.deliveryTimeoutMs) + WAIT_MARGIN_MS;
        const attempt = await waitForAttempt(ctx.pool, workspaceId, deliveryId, timeoutMs);
        return attempt
          ? { status: 200, body: { ...sent, attempt: presentAttempt(attempt, auth) } }
          : { status: 202, body: sent };
      },
    };
  },
});
