import { Posthorn } from '@posthorn/client';
import { parsePublicId } from '../src/ids.js';
import type { Installation, Mode, Shape } from './installation.js';
import type { Measured } from './measure.js';
import { percentile } from './processor-time.js';

/** How much of each trial: the whole benchmark, or a look at it in under a minute. */
export interface Sizes {
  /** Of T1, without and with a workflow for each delivery. */
  closedLoop: { few: number; many: number };
  openLoopSeconds: number;
  /** Before T2 and T5: at 50 events a second the code that V8 compiles while it runs would take minutes to be all there. */
  warmUp: { few: number; many: number };
  /** Before T5: longer than the dispatcher remembers that deliveries waited. */
  idleSeconds: number;
  fanOut: { few: number; many: number };
  burst: { few: number; many: number };
  /** Rows behind T6: finished, and queued on a webhook that hangs. */
  finished: number;
  queued: number;
  webhooks: number;
  floor: number;
}

/** One way of loading an installation; what it measured, by name, in the order of the table. */
export interface Trial {
  name: string;
  what: string;
  /** Which installations it is run on. */
  on: { mode: Mode; shape: Shape }[];
  run(installation: Installation, sizes: Sizes): Promise<Record<string, number>>;
}

export interface Row {
  trial: string;
  mode: Mode;
  shape: Shape;
  run: number;
  figures: Record<string, number>;
}

export interface BenchWebhook {
  id: string;
  uuid: string;
}

/** A webhook at the receiver's path, as the benchmark has them: nothing but the receiver slows it. */
export async function addWebhook(
  { baseUrl, apiKey, stand }: Installation,
  path: string,
  { workspaceId, ...body }: { workspaceId?: string; [setting: string]: unknown } = {},
): Promise<BenchWebhook> {
  const { id } = await new Posthorn({ baseUrl, apiKey, workspaceId }).webhooks.create({
    url: stand.receiver.url + path,
    events: ['lead.created'],
    maxConcurrency: 200,
    ...body,
  });
  return { id, uuid: parsePublicId('wh', id)! };
}

export function rateAndCost({ seconds, repeated, processorMs, besideMs }: Measured, deliveries: number) {
  const total = Object.values(processorMs).reduce((sum, ms) => sum + ms, 0);
  return {
    'deliveries/s': deliveries / seconds,
    ...(repeated > 0 && { 'sent again for want of an answer': repeated }),
    'processor s per 1,000': total,
    ...prefixed('· ', processorMs),
    ...prefixed('beside: ', besideMs),
  };
}

export function prefixed(
  prefix: string,
  figures: Record<string, number>,
  suffix = '',
): Record<string, number> {
  return Object.fromEntries(
    Object.entries(figures).map(([name, value]) => [`${prefix}${name}${suffix}`, value]),
  );
}

export function percentiles(what: string, values: readonly number[]): Record<string, number> {
  return Object.fromEntries(
    [0.5, 0.95, 0.99].map((fraction) => [`${what} p${fraction * 100} ms`, percentile(values, fraction)]),
  );
}

/** From the 202 to the receiver; a receiver may have the event before the producer has its answer. */
export function acceptedToReceived({ sent, arrivals }: Measured): number[] {
  const acceptedAt = new Map(sent.map((event) => [event.eventId, event.acceptedAt]));
  // What hangs beside a trial is none of its own.
  return arrivals
    .filter(({ eventId }) => acceptedAt.has(eventId))
    .map(({ eventId, at }) => Math.max(0, at - acceptedAt.get(eventId)!));
}

export function sentToReceived({ sent, arrivals }: Measured): number[] {
  const sentAt = new Map(sent.map((event) => [event.eventId, event.sentAt]));
  return arrivals.map(({ eventId, at }) => at - sentAt.get(eventId)!);
}
