import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Context } from '../../src/context.js';
import { Claims } from '../../src/dispatch/claims.js';
import { Permits } from '../../src/dispatch/permits.js';
import { Starts } from '../../src/dispatch/starts.js';
import { TemporalHealth } from '../../src/dispatch/temporal-health.js';
import { type EngineScene, startEngineScene } from '../support/engine-scene.js';

let scene: EngineScene;

beforeAll(async () => {
  scene = await startEngineScene({ maxConcurrency: 100 });
});
afterAll(() => scene.stop());

it('lets nothing more be claimed until half of the starts under way have ended', async () => {
  const { ctx } = scene.instance;
  const answers: (() => void)[] = [];
  const start = () => new Promise((resolve) => answers.push(() => resolve({ eagerlyStarted: true })));
  const claims = new Claims();
  let ended = 0;
  const starts = new Starts({
    ctx: { ...ctx, temporal: { workflow: { start } } as unknown as Context['temporal'] },
    claims,
    permits: new Permits(),
    health: new TemporalHealth(ctx, () => undefined),
    onEnd: () => (ended += 1),
  });
  const most = starts.free;
  const half = most / 2;
  for (let n = 0; n < most; n++) await scene.accept();
  const jobs = await scene.claim(most);
  for (const job of jobs) starts.begin(job);
  expect(starts.free).toBe(0);

  for (const answer of answers.splice(0, half - 1)) answer();
  await expect.poll(() => ended).toBe(half - 1);
  expect(starts.free).toBe(0);

  answers.shift()!();
  await expect.poll(() => ended).toBe(half);
  expect(starts.free).toBe(half);

  for (const answer of answers) answer();
  await starts.settled();
  expect(starts.free).toBe(most);
  for (const job of jobs) claims.take(job);
});
