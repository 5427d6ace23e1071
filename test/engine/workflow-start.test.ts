import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expireAttempts } from '../../src/store/expire-attempts.js';
import { markHandedOver, takeHandovers } from '../../src/store/take-handovers.js';
import { type EngineScene, startEngineScene } from '../support/engine-scene.js';

const TAKE = { limit: 50, defaultTimeoutMs: 5_000 };

describe('the claim decides who makes a first attempt', () => {
  let scene: EngineScene;
  beforeAll(async () => {
    scene = await startEngineScene({ maxConcurrency: 1 });
  });
  afterAll(() => scene.stop());

  const setRow = (id: string, assignments: string) =>
    scene.pool.query(`update queue set ${assignments} where delivery_id = $1`, [id]);
  const row = async (id: string) =>
    (
      await scene.pool.query<{ state: string; waits: boolean; generation: number }>(
        'select state, handover_at is not null as waits, generation from queue where delivery_id = $1',
        [id],
      )
    ).rows[0];
  const clear = () => scene.pool.query('delete from queue');
  const claimOne = async (workflowStart: 'always' | 'auto' | 'on-failure', workflowLimit = 1) =>
    (await scene.claim(1, 1, { workflowStart, workflowLimit }))[0];

  it('in auto by its age', async () => {
    const id = await scene.accept();
    await setRow(id, `due_at = now() - interval '1100 milliseconds'`);
    expect(await claimOne('auto')).toMatchObject({ direct: true });
    await setRow(id, `state = 'queued', token = null, due_at = now()`);
    const [ofBacklog] = await scene.claim(1, 1, { workflowStart: 'auto', backlog: [scene.webhookId] });
    expect(ofBacklog).toMatchObject({ direct: true });
    // A busy machine may be slower than a second: only a claim within one says something.
    for (let isDecided = false; !isDecided;) {
      await setRow(id, `state = 'queued', token = null, due_at = now()`);
      const askedAt = performance.now();
      const job = await claimOne('auto');
      isDecided = performance.now() - askedAt < 900;
      if (isDecided) expect(job).toMatchObject({ direct: false });
    }
    await clear();
  });

  it('and never the dispatcher for a later one', async () => {
    const id = await scene.accept();
    await setRow(id, `charged = 1, due_at = now() - interval '1 hour'`);
    expect(await claimOne('on-failure')).toMatchObject({ direct: false });
    await clear();
  });

  it('and passes over what wants a workflow where none may start', async () => {
    const later = await scene.accept();
    await setRow(later, `charged = 1, due_at = now() - interval '1 hour'`);
    const first = await scene.accept();
    expect(await claimOne('always', 0)).toBeUndefined();
    expect(await claimOne('on-failure', 0)).toMatchObject({ deliveryId: first, direct: true });
    await clear();
  });

  it('so that one which fails waits for its workflow, and is handed over once', async () => {
    const id = await scene.accept();
    const job = (await claimOne('on-failure'))!;
    await scene.record(job, 'retry', { errorMessage: 'Your receiver answered HTTP 503' });
    expect(await row(id)).toMatchObject({ state: 'queued', waits: true, generation: 1 });
    expect(await scene.claim()).toEqual([]);
    const [first, second] = await Promise.all([
      takeHandovers(scene.pool, TAKE),
      takeHandovers(scene.pool, TAKE),
    ]);
    const taken = [...first.handovers, ...second.handovers];
    expect(taken).toMatchObject([{ deliveryId: id, charged: 1, message: 'Your receiver answered HTTP 503' }]);
    await markHandedOver(scene.pool, taken);
    expect(await row(id)).toMatchObject({ state: 'retrying', waits: false });
    await clear();
  });

  it('and a webhook leaves no more timers in Temporal than ten times its cap', async () => {
    const ids = [];
    for (let i = 0; i < 12; i++) ids.push(await scene.accept());
    for (let i = 0; i < 12; i++) await scene.record((await claimOne('on-failure'))!, 'retry');
    const { seen, handovers } = await takeHandovers(scene.pool, TAKE);
    expect([seen, handovers.length]).toEqual([12, 10]);
    await markHandedOver(scene.pool, handovers);
    const states = await Promise.all(ids.map(async (id) => (await row(id))!));
    expect(states.filter(({ state, waits }) => state === 'queued' && !waits)).toHaveLength(2);
    await clear();
  });

  it('and one that was cut off is the dispatcher’s again, under the same generation', async () => {
    const id = await scene.accept();
    const job = (await claimOne('on-failure'))!;
    await scene.passDeadline(job);
    expect(await expireAttempts(scene.pool, { limit: 10, deliveryId: id })).toMatchObject([{ direct: true }]);
    expect(await row(id)).toMatchObject({ state: 'queued', waits: false, generation: 1 });
    expect(await scene.record(job, 'retry')).toBeUndefined();
    const again = (await claimOne('on-failure'))!;
    expect(again).toMatchObject({ direct: true, charged: 0, tries: 2 });
    // The first one's answer comes after all: a late 200 is a 200.
    expect(await scene.record(job, 'delivered')).toMatchObject({ kind: 'delivered' });
    expect(await scene.record(again, 'retry')).toBeUndefined();
    await clear();
  });
});
