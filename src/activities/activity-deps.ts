import type { Context } from '../context.js';
import type { Claims } from '../dispatch/claims.js';
import type { Permits } from '../dispatch/permits.js';
import type { SlowWebhooks } from '../dispatch/slow-webhooks.js';
import type { Sender } from '../egress/send.js';

/** What a worker process lends its activities. */
export interface ActivityDeps {
  ctx: Context;
  sender: Sender;
  permits: Permits;
  claims: Claims;
  slow: SlowWebhooks;
  workerId: string;
  /** Called when an attempt is over and its place is free. */
  onAttemptEnd(): void;
}
