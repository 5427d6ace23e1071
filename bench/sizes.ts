import type { Sizes } from './trial.js';

export const WHOLE: Sizes = {
  closedLoop: { few: 2_000, many: 10_000 },
  openLoopSeconds: 30,
  warmUp: { few: 200, many: 4_000 },
  idleSeconds: 11,
  fanOut: { few: 100, many: 1_000 },
  burst: { few: 2_000, many: 20_000 },
  finished: 10_000_000,
  queued: 1_000_000,
  webhooks: 5_000,
  floor: 2_000,
};

/** Whether it works, and roughly what it costs. */
export const QUICK: Sizes = {
  closedLoop: { few: 50, many: 500 },
  openLoopSeconds: 2,
  warmUp: { few: 50, many: 500 },
  idleSeconds: 1,
  fanOut: { few: 5, many: 50 },
  burst: { few: 50, many: 1_000 },
  finished: 10_000,
  queued: 1_000,
  webhooks: 50,
  floor: 50,
};
