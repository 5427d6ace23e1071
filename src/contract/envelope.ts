import { createHash } from 'node:crypto';
import { rawMembers } from './raw-json.js';

export interface Envelope {
  /** The event's public id. */
  id: string;
  event: string;
  occurredAt: Date;
  workspaceId: string;
  /** The raw JSON text of `data`, as the producer wrote it. */
  rawData: string;
  test: boolean;
}

/** The exact bytes that are stored, signed and sent in every attempt. */
export function encodeEnvelope({ id, event, occurredAt, workspaceId, rawData, test }: Envelope): Buffer {
  const head = JSON.stringify({ id, event, timestamp: occurredAt.toISOString(), workspaceId });
  return Buffer.from(`${head.slice(0, -1)},"data":${rawData}${test ? ',"test":true' : ''}}`, 'utf8');
}

/** The raw JSON text of `data` in an envelope. */
export function rawDataOf(payload: Buffer): string {
  return rawMembers(payload.toString('utf8')).get('data') ?? 'null';
}

/** Tells a repetition of an externalId from another event under the same one. `timestamp`: only when it was given. */
export function hashEvent(event: {
  event: string;
  timestamp: Date | null;
  subject: string | null;
  rawData: string;
}): Buffer {
  const head = JSON.stringify([event.event, event.timestamp?.toISOString() ?? null, event.subject]);
  return createHash('sha256').update(`${head}\n${event.rawData}`, 'utf8').digest();
}
