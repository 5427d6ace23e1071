import type { Claims } from '../dispatch/claims.js';
import type { Permits } from '../dispatch/permits.js';
import type { SlowWebhooks } from '../dispatch/slow-webhooks.js';
import type { AttemptingDeps } from '../egress/attempt-with-permit.js';

/** What a worker process lends its activities. */
export interface ActivityDeps extends AttemptingDeps {
  permits: Permits;
  slow: SlowWebhooks;
  claims: Claims;
  workerId: string;
}
