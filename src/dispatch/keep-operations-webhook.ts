import type { Context } from '../context.js';
import { OPERATIONAL_TYPE_NAMES } from '../contract/operational-event-types.js';
import { generateSecret } from '../egress/secrets.js';
import { checkWebhookUrl, egressPolicy } from '../egress/url-policy.js';
import { newUuid, toPublicId } from '../ids.js';
import { sealContext } from '../keyring.js';
import { type Db, inTransaction } from '../store/db.js';
import { insertSecret } from '../store/insert-secret.js';
import { lockWebhook } from '../store/lock-webhook.js';
import { markWebhookDeleted } from '../store/mark-webhook-deleted.js';
import {
  findOperationsUrl,
  insertOperationsWebhook,
  moveOperationsWebhook,
  OPERATIONS_WEBHOOK_ID,
} from '../store/put-operations-webhook.js';
import { replaceSubscriptions } from '../store/replace-subscriptions.js';
import { putWorkspace } from '../store/workspaces.js';
import { OPERATIONS_WORKSPACE } from './operational-event.js';

type KeepContext = Pick<Context, 'config' | 'pool' | 'keyring' | 'logger'>;

/** Makes the instance's webhook what OPERATIONS_WEBHOOK_URL says: there, elsewhere, or gone. */
export async function keepOperationsWebhook(ctx: KeepContext): Promise<void> {
  const { config, pool, logger } = ctx;
  const wanted = config.operationsWebhookUrl;
  const present = await findOperationsUrl(pool);
  if (wanted === present) return;
  if (wanted === undefined) {
    await inTransaction(pool, async (db) => {
      if (await lockWebhook(db, OPERATIONS_WORKSPACE, OPERATIONS_WEBHOOK_ID))
        await markWebhookDeleted(db, OPERATIONS_WEBHOOK_ID);
    });
    logger.info('the operations webhook was deleted: OPERATIONS_WEBHOOK_URL is not set');
    return;
  }
  const check = checkWebhookUrl(wanted, egressPolicy(config));
  if (!check.ok) logger.warn(`OPERATIONS_WEBHOOK_URL will not be sent to. ${check.message}.`);
  if (present === undefined) {
    if (!(await inTransaction(pool, (db) => make(ctx, db, wanted)))) return;
  } else await moveOperationsWebhook(pool, wanted);
  const id = toPublicId('wh', OPERATIONS_WEBHOOK_ID);
  logger.info(
    { webhookId: id, workspaceId: OPERATIONS_WORKSPACE },
    'the operations webhook is set; GET /api/v1/webhooks/{webhookId}/secret with x-workspace-id shows its secret',
  );
}

async function make({ keyring }: KeepContext, db: Db, url: string): Promise<boolean> {
  const events = [...OPERATIONAL_TYPE_NAMES];
  const workspaceId = OPERATIONS_WORKSPACE;
  // Undefined while one of that name is being erased: the next look makes it.
  if (!(await putWorkspace(db, workspaceId, 'Operations of this instance'))) return false;
  const description = 'OPERATIONS_WEBHOOK_URL';
  if (!(await insertOperationsWebhook(db, { workspaceId, url, events, description }))) return false;
  await replaceSubscriptions(db, workspaceId, OPERATIONS_WEBHOOK_ID, events);
  const id = newUuid();
  const sealed = keyring.seal(generateSecret(), sealContext.secret(id));
  await insertSecret(db, {
    id,
    webhookId: OPERATIONS_WEBHOOK_ID,
    signing: 'hmac',
    sealed,
    publicKey: null,
  });
  return true;
}
