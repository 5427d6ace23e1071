import type { AcceptedEventBody } from '../contract/event.js';
import { ProblemError } from '../errors.js';
import { toPublicId } from '../ids.js';
import type { AcceptResult, NewEvent } from '../store/accept-events.js';

type Accepted = Exclude<AcceptResult, { kind: 'conflict' }>;

/** Throws a 409 where the externalId belongs to another event. */
export function toAccepted(result: AcceptResult | undefined): Accepted {
  if (!result) throw new Error('An event got no result.');
  if (result.kind !== 'conflict') return result;
  throw new ProblemError(
    'external-id-conflict',
    'An event with this externalId was accepted with another body.',
    {
      errors: [{ pointer: '/externalId', detail: 'This belongs to another event.' }],
    },
  );
}

/** A repeated event is answered as the first one was: its id, its time. */
export function presentAccepted(event: NewEvent, accepted: Accepted): AcceptedEventBody {
  return {
    id: toPublicId('evt', accepted.id),
    event: event.type,
    timestamp: accepted.occurredAt.toISOString(),
    workspaceId: event.workspaceId,
    deliveries: accepted.deliveries,
  };
}
