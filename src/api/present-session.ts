import type { Config } from '../config.js';
import type { SessionBody } from '../contract/session.js';
import type { Session } from '../store/sessions.js';
import { wholePolicy } from './present-webhook.js';

export function presentSession(
  { role, workspaceId, expiresAt }: Pick<Session, 'role' | 'workspaceId' | 'expiresAt'>,
  actor: string,
  config: Config,
): SessionBody {
  return {
    role,
    workspaceId,
    expiresAt: expiresAt.toISOString(),
    actor,
    webhookDefaults: {
      retryPolicy: wholePolicy(config.defaultRetryPolicy),
      timeoutMs: config.deliveryTimeoutMs,
      successStatus: config.successStatus,
    },
  };
}
