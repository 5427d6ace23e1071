import type { Context } from '../context.js';
import { OPERATIONAL_TYPE_NAMES } from '../contract/operational-event-types.js';
import { toPublicId } from '../ids.js';
import { inTransaction } from '../store/db.js';
import { listLatelyFailed } from '../store/list-lately-failed.js';
import { takeDisabled, takeRecovered, type WebhookNews } from '../store/take-webhook-news.js';
import { OPERATIONS_WORKSPACE, tell } from './operational-event.js';

type OperationsContext = Pick<Context, 'pool' | 'metrics'>;

/** Emits the operational events of what has happened since the last look. Rows are the memory: nothing is told twice. */
export async function tellOperations(ctx: OperationsContext): Promise<void> {
  await tellFailed(ctx);
  await inTransaction(ctx.pool, async (db) => {
    for (const news of othersThanOurs(await takeDisabled(db))) {
      const data = { ...aboutWebhook(news), reason: news.reason ?? '', disabledAt: news.at.toISOString() };
      await tell(ctx, db, { type: 'webhook.disabled', data });
    }
    for (const news of othersThanOurs(await takeRecovered(db))) {
      const data = { ...aboutWebhook(news), recoveredAt: news.at.toISOString() };
      await tell(ctx, db, { type: 'webhook.recovered', data });
    }
  });
}

/** Once per webhook and hour: the event's externalId says which. */
async function tellFailed(ctx: OperationsContext): Promise<void> {
  for (const failed of othersThanOurs(await listLatelyFailed(ctx.pool, OPERATIONAL_TYPE_NAMES))) {
    const data = {
      ...aboutWebhook(failed),
      deliveryId: toPublicId('dlv', failed.deliveryId),
      eventId: toPublicId('evt', failed.eventId),
      eventType: failed.eventType,
      attemptCount: failed.attemptCount,
      responseStatus: failed.responseStatus,
      errorCode: failed.errorCode,
      failedAt: failed.failedAt.toISOString(),
    };
    const once = `delivery-failed-${data.webhookId}-${failed.hour}`;
    await tell(ctx, ctx.pool, { type: 'delivery.failed', data, once });
  }
}

/** The instance's own webhooks get operational events; there are none about them. */
function othersThanOurs<T extends { workspaceId: string }>(news: T[]): T[] {
  return news.filter(({ workspaceId }) => workspaceId !== OPERATIONS_WORKSPACE);
}

function aboutWebhook({
  workspaceId,
  webhookId,
  url,
}: Pick<WebhookNews, 'workspaceId' | 'webhookId' | 'url'>) {
  return { workspaceId, webhookId: toPublicId('wh', webhookId), host: hostOf(url) };
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : '';
}
