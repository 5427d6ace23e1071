import type { Context } from '../context.js';
import { toPublicId } from '../ids.js';
import { disableFailingWebhook, findFailingWebhooks, noteSuccess } from '../store/disable-failing-webhook.js';

/** Disables the webhooks that nothing has reached for days, unless AUTO_DISABLE is off. Their deliveries are held. */
export async function disableFailing({
  config,
  pool,
  logger,
}: Pick<Context, 'config' | 'pool' | 'logger'>): Promise<void> {
  if (!config.autoDisable) return;
  for (const id of await findFailingWebhooks(pool)) {
    if (await noteSuccess(pool, id)) continue;
    if (await disableFailingWebhook(pool, id))
      logger.warn({ webhookId: toPublicId('wh', id) }, 'a webhook was disabled: nothing reached it for days');
  }
}
