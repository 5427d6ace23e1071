import { expect, it } from 'vitest';
import { startEngineScene } from '../support/engine-scene.js';

it('four workers together keep to a webhook’s maxConcurrency, though their shares of it round up', async () => {
  const scene = await startEngineScene({ maxConcurrency: 2 });
  for (let i = 0; i < 6; i++) await scene.accept();
  const claims = [];
  for (let worker = 0; worker < 4; worker++) claims.push(await scene.claim(100, 4));
  expect(claims.map((jobs) => jobs.length)).toEqual([1, 1, 0, 0]);
  await scene.stop();
});
