import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Context } from '../../src/context.js';
import { Claims } from '../../src/dispatch/claims.js';
import { Dispatcher } from '../../src/dispatch/dispatcher.js';
import { Permits } from '../../src/dispatch/permits.js';
import { SlowWebhooks } from '../../src/dispatch/slow-webhooks.js';
import { TemporalHealth } from '../../src/dispatch/temporal-health.js';
import { newUuid } from '../../src/ids.js';
import { type EngineScene, startEngineScene } from '../support/engine-scene.js';

let scene: EngineScene;

beforeAll(async () => {
  // Too long for a local activity: its claim is given back once its workflow is started.
  scene = await startEngineScene({ timeoutMs: 10_000 });
});
afterAll(() => scene.stop());

it('gives one permit back, and no other’s, when the database fails as a delivery goes on to its next workflow', async () => {
  const { ctx } = scene.instance;
  const requeues: string[] = [];
  const pool = new Proxy(ctx.pool, {
    get(target, name) {
      const value = Reflect.get(target, name) as unknown;
      if (typeof value !== 'function') return value;
      if (name !== 'query') return value.bind(target);
      return (query: unknown, values: unknown) => {
        if (typeof query !== 'string' || !query.includes('with parked as')) {
          return (value as (...args: unknown[]) => unknown).call(target, query, values);
        }
        requeues.push(query);
        return Promise.reject(new Error('The database is away.'));
      };
    },
  });
  const closed = {
    start: (_: string, { workflowId }: { workflowId: string }) =>
      Promise.reject(new WorkflowExecutionAlreadyStartedError('', workflowId, 'deliverWebhook')),
    getHandle: (workflowId: string) => ({
      signal: () => Promise.reject(new WorkflowNotFoundError('', workflowId, undefined)),
    }),
  };
  const permits = new Permits();
  const health = new TemporalHealth(ctx, () => undefined);
  const dispatcher = new Dispatcher({
    ctx: { ...ctx, pool, temporal: { workflow: closed } as unknown as Context['temporal'] },
    claims: new Claims(),
    permits,
    slow: new SlowWebhooks(),
    health,
    direct: { make: () => undefined, stop: () => Promise.resolve(), count: 0 },
    workerId: newUuid(),
  });
  // Of an attempt that is in flight all the while.
  permits.take({ webhookId: scene.webhookId, maxConcurrency: 20, rateLimitPerSecond: null });
  await scene.accept();
  dispatcher.wake();
  await expect.poll(() => requeues.length).toBeGreaterThan(0);
  await dispatcher.stop();
  expect(permits.inFlight.get(scene.webhookId)).toBe(1);
  expect(health.isUp).toBe(true);
});
