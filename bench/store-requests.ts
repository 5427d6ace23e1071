import { newUuid } from '../src/ids.js';
import type { NewEvent } from '../src/store/accept-events.js';
import type { ClaimRequest } from '../src/store/claim-deliveries.js';
import { START_OF_WALK } from '../src/store/read-queue-lag.js';

/** An event as the API accepts it. */
export function newEvent(more: Partial<NewEvent> = {}): NewEvent {
  return {
    id: newUuid(),
    workspaceId: 'default',
    type: 'lead.created',
    subject: null,
    externalId: null,
    occurredAt: new Date(),
    payload: Buffer.from('{}'),
    bodyHash: null,
    testOf: null,
    ...more,
  };
}

/** What the only worker of an installation asks for when all of its places are free. */
export function claimRequest(more: Pick<ClaimRequest, 'limit' | 'workflowStart'> & Partial<ClaimRequest>) {
  return {
    cursor: START_OF_WALK,
    workflowLimit: 16,
    backlog: [],
    owner: newUuid(),
    liveWorkers: 1,
    defaultTimeoutMs: 15_000,
    inFlight: new Map<string, number>(),
    rateAllowance: new Map<string, number>(),
    slowWebhooks: [],
    slowLimit: 1,
    ...more,
  } satisfies ClaimRequest;
}
