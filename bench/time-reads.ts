import type { Posthorn } from '@posthorn/client';
import { now } from './clock.js';
import type { Installation } from './installation.js';
import { percentile } from './processor-time.js';

const READS = 100;

/** What a person waits for: a page of deliveries, and one of them. */
export async function timeReads({ posthorn }: Installation): Promise<Record<string, number>> {
  const [lists, details]: [number[], number[]] = [[], []];
  for (let n = 0; n < READS; n++) {
    let beganAt = now();
    const [first] = await firstPage(posthorn);
    lists.push(now() - beganAt);
    beganAt = now();
    await posthorn.deliveries.get(first!.id);
    details.push(now() - beganAt);
  }
  return { 'list p99 ms': percentile(lists, 0.99), 'detail p99 ms': percentile(details, 0.99) };
}

async function firstPage(posthorn: Posthorn) {
  for await (const { data } of posthorn.deliveries.list({ limit: 50 }).pages()) return data;
  return [];
}
