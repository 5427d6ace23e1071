import type { EventBody } from './emit.js';

const MAX_EVENTS = 500;
/** Of the whole request; the rest is room for `{"events":[…]}`. */
const MAX_BYTES = 5 * 1024 * 1024 - 64;

export interface BatchEntry {
  externalId: string;
  json: string;
}

/** Chunks that POST /events/batch takes, in order. An event over the limit stands alone, so that only it is refused. */
export function splitBatch(bodies: readonly EventBody[]): BatchEntry[][] {
  const encoder = new TextEncoder();
  const chunks: BatchEntry[][] = [];
  let room = 0;
  for (const body of bodies) {
    const json = JSON.stringify(body);
    const bytes = encoder.encode(json).length + 1;
    let chunk = chunks.at(-1);
    if (!chunk || chunk.length === MAX_EVENTS || bytes > room) {
      chunk = [];
      chunks.push(chunk);
      room = MAX_BYTES;
    }
    chunk.push({ externalId: body.externalId, json });
    room -= bytes;
  }
  return chunks;
}
