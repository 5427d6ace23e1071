import { until } from '../test/support/until.js';
import type { Receipt, WatchedWebhook } from './evidence.js';
import type { World } from './world.js';

type Webhook = WatchedWebhook & { publicId: string };

/** `pending`: the first attempt failed, and the next one waits · `in-flight`: the first POST is at the receiver. */
export type Moment = 'pending' | 'in-flight';

export interface Change {
  name: string;
  /** What the first POST is answered; 503 unless given. */
  firstStatus?: number;
  apply(world: World, webhook: Webhook): Promise<unknown>;
  /** What must hold afterwards; throws where it does not. */
  expect(found: Aftermath): void;
  /** Undoes what holds the delivery back. */
  undo?(world: World, webhook: Webhook): Promise<unknown>;
}

export interface Aftermath {
  webhook: Webhook;
  status: string;
  changedAt: number;
  /** When `undo` was called, or never. */
  undoneAt: number;
  receipts: Receipt[];
}

const RETRY_SECONDS = 3;
/** Longer than the wait for the retry that must not come. */
const WATCH_MS = 5_000;
const ANSWER_AFTER_MS = 700;
export const EVENT = 'lead.updated';

/**
 * Makes a webhook that will be changed at that moment of its first delivery. Call what it resolves to when an event is
 * on its way: it changes the webhook, and watches what comes.
 */
export async function prepareChange(
  world: World,
  change: Change,
  moment: Moment,
): Promise<() => Promise<void>> {
  const path = `/${change.name}-${moment}`;
  const webhook = await world.addWebhook(path, {
    events: [EVENT],
    timeoutMs: 4_000,
    retryPolicy: { delaysSeconds: [RETRY_SECONDS, RETRY_SECONDS] },
  });
  const first = new Promise<void>((resolve) => {
    world.receiver.answer(path, (_, n) => {
      if (n > 1) return { status: 200 };
      resolve();
      return { status: change.firstStatus ?? 503, delayMs: moment === 'in-flight' ? ANSWER_AFTER_MS : 0 };
    });
  });
  return async () => {
    await first;
    await changeAndWatch(world, change, moment, webhook);
  };
}

async function changeAndWatch(world: World, change: Change, moment: Moment, webhook: Webhook): Promise<void> {
  if (moment === 'pending')
    await until(async () => (await stateOf(world, webhook)) === 'retrying' || undefined);
  await change.apply(world, webhook);
  const changedAt = Date.now();
  let undoneAt = Infinity;
  if (change.undo) {
    await new Promise((resolve) => setTimeout(resolve, WATCH_MS));
    undoneAt = Date.now();
    await change.undo(world, webhook);
  }
  const status = await until(async () => {
    const { rows } = await world.pool.query<{ status: string }>(
      'select status from deliveries where webhook_id = $1',
      [webhook.id],
    );
    return rows[0]?.status === 'open' ? undefined : rows[0]?.status;
  });
  const receipts = world.receiver.receipts.filter((receipt) => webhook.paths.includes(receipt.path));
  try {
    change.expect({ webhook, status, changedAt, undoneAt, receipts });
  } catch (error) {
    throw new Error(`${webhook.paths[0]}: ${String(error)}`, { cause: error });
  }
}

async function stateOf(world: World, webhook: Webhook): Promise<string | undefined> {
  const { rows } = await world.pool.query<{ state: string }>(
    'select state from queue where webhook_id = $1',
    [webhook.id],
  );
  return rows[0]?.state;
}
