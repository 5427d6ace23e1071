import { hashEvent, encodeEnvelope } from '../contract/envelope.js';
import type { EventType, EventTypeRegistry } from '../contract/event-types.js';
import { type EmitEventBody, subject } from '../contract/event.js';
import { rawMembers } from '../contract/raw-json.js';
import { ProblemError } from '../errors.js';
import { newUuid, toPublicId } from '../ids.js';
import type { NewEvent } from '../store/accept-events.js';

/** An event to accept, out of a body and the JSON text that it was parsed from: `data` keeps its exact bytes. */
export function readEvent(
  eventTypes: EventTypeRegistry,
  body: EmitEventBody,
  json: string,
  workspaceId: string,
): NewEvent {
  const type = eventTypes.find(body.event);
  if (!type?.emittable) {
    const isOurs = type?.subscribable === true;
    throw notAcceptable(
      '/event',
      isOurs ? 'Only Posthorn itself emits this event type.' : eventTypes.nameError(body.event),
    );
  }
  checkData(type, body.data);
  return makeEvent({
    workspaceId,
    type: type.name,
    data: body.data,
    rawData: rawMembers(json).get('data')!,
    timestamp: body.timestamp ?? null,
    subject: body.subject ?? null,
    externalId: body.externalId ?? null,
    testOf: null,
  });
}

export interface EventParts {
  workspaceId: string;
  type: string;
  data: Record<string, unknown>;
  rawData: string;
  /** null: now. */
  timestamp: Date | null;
  /** null: `data.leadId` where that is a subject. */
  subject: string | null;
  externalId: string | null;
  testOf: string | null;
}

export function makeEvent({ data, rawData, timestamp, ...parts }: EventParts): NewEvent {
  const now = new Date();
  const id = newUuid(now.getTime());
  const occurredAt = timestamp ?? now;
  const eventSubject = parts.subject ?? subjectOf(data);
  return {
    ...parts,
    id,
    subject: eventSubject,
    occurredAt,
    payload: encodeEnvelope({
      id: toPublicId('evt', id),
      event: parts.type,
      occurredAt,
      workspaceId: parts.workspaceId,
      rawData,
      test: parts.testOf !== null,
    }),
    bodyHash:
      parts.externalId === null
        ? null
        : hashEvent({ event: parts.type, timestamp, subject: eventSubject, rawData }),
  };
}

export function checkData(type: EventType, data: unknown): void {
  const misfits = type.validate(data);
  if (misfits.length === 0) return;
  throw new ProblemError('invalid-input', `data does not fit the schema of ${type.name}.`, {
    errors: misfits.map(({ pointer, detail }) => ({ pointer: `/data${pointer}`, detail })),
  });
}

export function notAcceptable(pointer: string, detail: string): ProblemError {
  return new ProblemError('invalid-input', 'The event is not acceptable.', { errors: [{ pointer, detail }] });
}

function subjectOf(data: Record<string, unknown>): string | null {
  const leadId = Object.hasOwn(data, 'leadId') ? data['leadId'] : undefined;
  return subject.safeParse(leadId).data ?? null;
}
