import { ProblemError } from '../errors.js';
import type { Db } from '../store/db.js';
import { findWebhook } from '../store/find-webhook.js';
import { lockWebhook } from '../store/lock-webhook.js';
import type { Webhook } from '../store/webhook-row.js';

const noSuchWebhook = () => new ProblemError('not-found', 'There is no such webhook.');

export async function getWebhook(db: Db, workspaceId: string, webhookId: string): Promise<Webhook> {
  const webhook = await findWebhook(db, workspaceId, webhookId);
  if (!webhook) throw noSuchWebhook();
  return webhook;
}

/** Locks the webhook's row until the transaction ends, and answers its state. */
export async function getLockedWebhook(
  db: Db,
  workspaceId: string,
  webhookId: string,
): Promise<Pick<Webhook, 'status'>> {
  const webhook = await lockWebhook(db, workspaceId, webhookId);
  if (!webhook) throw noSuchWebhook();
  return webhook;
}
