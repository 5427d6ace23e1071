import { z } from 'zod';
import { statistics, statisticsQuery } from '../../contract/stats.js';
import { readBacklog } from '../../store/read-backlog.js';
import { readStatistics, readStatisticsByWebhook } from '../../store/read-statistics.js';
import { presentStatistics, presentWebhookSeries } from '../present-statistics.js';
import { defineRoute } from '../route.js';
import { statisticsWindow } from '../statistics-window.js';

/** Of the usual hours and days, also where they were asked for a moment ago. */
const POINTS = 125;
/** A spark line shows no more, and there are many of them. */
const POINTS_BY_WEBHOOK = 30;

export const route = defineRoute({
  operationId: 'getStatistics',
  method: 'get',
  path: '/stats',
  summary: 'How deliveries of the workspace went',
  description:
    'Counted by the minute, in which a delivery ended or an attempt was made; by the hour past two days. Test sends are not counted.',
  tags: ['Statistics'],
  role: 'read',
  query: z.strictObject({
    ...statisticsQuery,
    by: z.enum(['webhook']).optional().describe('Each webhook on its own as well, in a coarser series.'),
  }),
  responses: { 200: statistics },
  handler: async ({ db, workspaceId, query: { by, ...asked } }) => {
    const scope = { workspaceId, webhookId: null };
    const window = statisticsWindow(asked, by ? POINTS_BY_WEBHOOK : POINTS);
    const [counted, backlog, webhooks] = await Promise.all([
      readStatistics(db, scope, window),
      readBacklog(db, scope),
      by && readStatisticsByWebhook(db, workspaceId, window),
    ]);
    return {
      status: 200,
      body: {
        ...presentStatistics(window, counted, backlog),
        ...(webhooks && { webhooks: webhooks.map((webhook) => presentWebhookSeries(window, webhook)) }),
      },
    };
  },
});
