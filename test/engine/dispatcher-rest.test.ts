import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Claims } from '../../src/dispatch/claims.js';
import { Dispatcher } from '../../src/dispatch/dispatcher.js';
import { Permits } from '../../src/dispatch/permits.js';
import { SlowWebhooks } from '../../src/dispatch/slow-webhooks.js';
import { TemporalHealth } from '../../src/dispatch/temporal-health.js';
import { newUuid } from '../../src/ids.js';
import { type EngineScene, startEngineScene } from '../support/engine-scene.js';

/** More than one claim walks over. */
const WEBHOOKS = 150;

let scene: EngineScene;

beforeAll(async () => {
  scene = await startEngineScene();
});
afterAll(() => scene.stop());

it('asks the database once round, and no more, while none of many webhooks may be sent to', async () => {
  const { ctx } = scene.instance;
  await ctx.pool.query(
    `with paused as (
       insert into webhooks (id, workspace_id, url, events, status)
       select gen_random_uuid(), 'default', 'http://127.0.0.1:4010/', '{lead.*}', 'paused' from generate_series(1, ${WEBHOOKS})
       returning id
     )
     insert into queue (delivery_id, event_id, webhook_id, workspace_id)
     select gen_random_uuid(), gen_random_uuid(), id, 'default' from paused`,
  );
  let claims = 0;
  const pool = new Proxy(ctx.hotPool, {
    get(target, name) {
      if (name === 'query') claims += 1;
      const value = Reflect.get(target, name) as unknown;
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  const dispatcher = new Dispatcher({
    ctx: { ...ctx, hotPool: pool },
    claims: new Claims(),
    permits: new Permits(),
    slow: new SlowWebhooks(),
    health: new TemporalHealth(ctx, () => undefined),
    direct: { make: () => undefined, stop: () => Promise.resolve(), count: 0 },
    workerId: newUuid(),
  });
  try {
    dispatcher.wake();
    let seen: number;
    do {
      seen = claims;
      await delay(200);
    } while (claims !== seen);
    // 64 + 64 + 22.
    expect(claims).toBe(3);
  } finally {
    await dispatcher.stop();
  }
});
