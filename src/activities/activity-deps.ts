import type { AttemptingDeps } from '../dispatch/attempt-with-permit.js';
import type { Claims } from '../dispatch/claims.js';

/** What a worker process lends its activities. */
export interface ActivityDeps extends AttemptingDeps {
  claims: Claims;
  workerId: string;
}
