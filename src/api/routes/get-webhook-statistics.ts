import { z } from 'zod';
import { idParam } from '../../contract/common.js';
import { statisticsQuery, type WebhookHealthBody, webhookStatistics } from '../../contract/stats.js';
import { FAILURE_CODES, FAILURES } from '../../egress/failures.js';
import { readBacklog } from '../../store/read-backlog.js';
import { readStatistics } from '../../store/read-statistics.js';
import { readWebhookHealth, type WebhookHealth } from '../../store/read-webhook-health.js';
import { getWebhook } from '../get-webhook.js';
import { presentStatistics } from '../present-statistics.js';
import { defineRoute } from '../route.js';
import { statisticsWindow } from '../statistics-window.js';

/** Of the usual hours and days, also where they were asked for a moment ago. */
const POINTS = 125;
const RECEIVER_CODES = FAILURE_CODES.filter((code) => FAILURES[code].charged);

export const route = defineRoute({
  operationId: 'getWebhookStatistics',
  method: 'get',
  path: '/webhooks/{id}/stats',
  summary: 'How deliveries of a webhook went, and whether it is failing',
  description:
    'Counted by the minute, in which a delivery ended or an attempt was made; by the hour past two days. Test sends are not counted.',
  tags: ['Statistics'],
  role: 'read',
  params: z.object({ id: idParam('wh') }),
  query: z.strictObject(statisticsQuery),
  responses: { 200: webhookStatistics },
  handler: async ({ ctx, db, workspaceId, params: { id }, query }) => {
    await getWebhook(db, workspaceId, id);
    const scope = { workspaceId, webhookId: id };
    const window = statisticsWindow(query, POINTS);
    const [counted, backlog, health] = await Promise.all([
      readStatistics(db, scope, window),
      readBacklog(db, scope),
      readWebhookHealth(db, id, RECEIVER_CODES),
    ]);
    return {
      status: 200,
      body: {
        ...presentStatistics(window, counted, backlog),
        health: health && presentHealth(health, ctx.config.autoDisable),
      },
    };
  },
});

function presentHealth(health: WebhookHealth, autoDisable: boolean): WebhookHealthBody {
  return {
    failingSince: health.failingSince.toISOString(),
    disablesAt: autoDisable ? (health.disablesAt?.toISOString() ?? null) : null,
    lastDeliveredAt: health.lastDeliveredAt?.toISOString() ?? null,
  };
}
