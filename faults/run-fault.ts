import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { type Figures, check, figuresOf } from './check.js';
import { readEvidence, writeRun } from './evidence.js';
import type { Fault } from './fault.js';
import { countUnsettled, takeSnapshot } from './snapshot.js';
import type { Stores } from './stores.js';
import { type OpenWorld, openWorld } from './world.js';

export interface Result extends Figures {
  fault: Fault;
  /** What did not hold; undefined: all did. */
  violation: string | undefined;
  /** Figures of its own. */
  told: string[];
  /** Where the logs are. */
  folder: string;
}

const EVENTS_BEFORE = 20;
const EVENTS_AFTER = 20;
const SETTLE_SECONDS = 90;
const HANGS_AFTER_SECONDS = 300;
const POLL_MS = 100;

/** Load, break, heal, become quiet, judge. */
export async function runFault(stores: Stores, fault: Fault, runName: string): Promise<Result> {
  const folder = join(stores.folder, runName);
  const world = await openWorld(stores, fault, folder);
  try {
    for (const log of ['accepted', 'ledger', 'kills'])
      writeFileSync(join(folder, `${log}.ndjson`), '', { flag: 'a' });
    const whole = Promise.race([breakAndHeal(world, fault), world.collapse, hangs(fault)]);
    let violation = await whole.then(
      () => undefined,
      (error: unknown) => String(error),
    );
    world.healed();
    await world.load.stop({ giveUp: violation !== undefined });
    await becomeQuiet(world, fault.settleSeconds ?? SETTLE_SECONDS);
    await judgeable(stores, world);
    const evidence = readEvidence(folder);
    violation ??= check(evidence);
    return { fault, violation, folder, told: world.told, ...figuresOf(evidence) };
  } finally {
    await world.close();
  }
}

/** Rejects when a run takes so long that it cannot be the machine. */
async function hangs(fault: Fault): Promise<never> {
  const seconds = Math.max(HANGS_AFTER_SECONDS, 4 * fault.seconds);
  await delay(seconds * 1_000, undefined, { ref: false });
  throw new Error(`The run was not over after ${seconds} s.`);
}

async function breakAndHeal(world: OpenWorld, fault: Fault): Promise<void> {
  const hasLoad = fault.eventsPerSecond !== 0;
  if (hasLoad) await world.load.acceptedMore(EVENTS_BEFORE);
  await fault.run(world);
  world.healed();
  if (hasLoad) await world.load.acceptedMore(EVENTS_AFTER);
}

/**
 * Until every delivery has ended or is held, and no POST is under way; or until so long nothing has ended, however slow the
 * machine is. What is left by then is the checker's to name.
 */
async function becomeQuiet(world: OpenWorld, seconds: number): Promise<void> {
  let fewest = Infinity;
  let deadline = 0;
  for (;;) {
    const unsettled = await countUnsettled(world.pool).catch(() => Infinity);
    if (unsettled === 0 && world.receiver.inFlight() === 0) return;
    if (unsettled < fewest || deadline === 0) deadline = performance.now() + seconds * 1_000;
    if (performance.now() > deadline) return;
    fewest = Math.min(fewest, unsettled);
    await delay(POLL_MS);
  }
}

async function judgeable(stores: Stores, world: OpenWorld): Promise<void> {
  const connection = await Connection.connect({ address: stores.temporalAddress });
  try {
    writeRun(world.folder, world.facts, await takeSnapshot(world.pool, new Client({ connection })));
  } finally {
    await connection.close();
  }
}
