import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newUuid } from '../../src/ids.js';
import { type NewEvent, acceptEvents } from '../../src/store/accept-events.js';
import type { AttemptJob } from '../../src/store/attempt-job.js';
import { inTransaction } from '../../src/store/db.js';
import { type LeaseTerms, leaseThrough } from '../../src/store/leasing.js';
import { type EngineScene, startEngineScene } from '../support/engine-scene.js';

describe('what a dispatcher in the accepting process is handed', () => {
  let scene: EngineScene;
  let terms: LeaseTerms;
  let handed: AttemptJob[];
  beforeEach(async () => {
    scene = await startEngineScene({ maxConcurrency: 3 });
    handed = [];
    terms = {
      owner: scene.owner,
      limit: 100,
      workflowLimit: 100,
      workflowStart: 'on-failure',
      defaultTimeoutMs: 5_000,
      backlog: [],
      inFlight: new Map(),
    };
    leaseThrough(scene.pool, { begin: () => Promise.resolve(terms), end: (jobs) => handed.push(...jobs) });
  });
  afterEach(() => scene.stop());

  const event = (more: Partial<NewEvent> = {}): NewEvent => ({
    id: newUuid(),
    workspaceId: 'default',
    type: 'lead.created',
    subject: null,
    externalId: null,
    occurredAt: new Date(),
    payload: Buffer.from('{"a":1}'),
    bodyHash: Buffer.alloc(32),
    testOf: null,
    ...more,
  });
  const rows = async () =>
    (
      await scene.pool.query<{
        id: string;
        state: string;
        token: string | null;
        direct: boolean;
        tries: number;
      }>('select delivery_id as id, state, token, direct, tries from queue order by delivery_id')
    ).rows;

  it('is its own already: nothing else can claim it, and it can record', async () => {
    const [result] = await acceptEvents(scene.pool, [event()]);
    expect(result).toMatchObject({ kind: 'accepted', deliveries: 1 });
    const [job] = handed as [AttemptJob];
    expect(await rows()).toEqual([
      { id: job.deliveryId, state: 'sending', token: job.token, direct: true, tries: 1 },
    ]);
    expect(await scene.claim()).toEqual([]);
    expect(await scene.record(job, 'delivered')).toMatchObject({ kind: 'delivered' });
    expect(await rows()).toEqual([]);
  });

  it('is all that the claim would have told', async () => {
    await acceptEvents(scene.pool, [event()]);
    const [job] = handed as [AttemptJob];
    await scene.pool.query(
      `update queue set state = 'queued', token = null, owner = null, deadline = null, tries = 0, direct = false`,
    );
    const [claimed] = await scene.claim(100, 1, { workflowStart: 'on-failure' });
    const own = { token: '', claimedAt: null, claimedAtMs: 0 };
    expect({ ...job, ...own, acceptedAt: null }).toEqual({ ...claimed, ...own, acceptedAt: null });
    expect(job.acceptedAt).toEqual(claimed!.acceptedAt);
  });

  it('keeps to the cap, and to the room there is', async () => {
    await acceptEvents(scene.pool, [event(), event(), event(), event()]);
    expect(handed).toHaveLength(3);
    expect((await rows()).filter(({ state }) => state === 'queued')).toHaveLength(1);
    await scene.pool.query('delete from queue');
    terms = { ...terms, inFlight: new Map([[scene.webhookId, 2]]) };
    await acceptEvents(scene.pool, [event(), event()]);
    expect(handed).toHaveLength(4);
    await scene.pool.query('delete from queue');
    terms = { ...terms, limit: 1, inFlight: new Map() };
    await acceptEvents(scene.pool, [event(), event()]);
    expect(handed).toHaveLength(5);
  });

  it('overtakes nothing that waits', async () => {
    terms = { ...terms, limit: 1 };
    await acceptEvents(scene.pool, [event(), event()]);
    await acceptEvents(scene.pool, [event()]);
    expect(handed).toHaveLength(1);
  });

  it('counts the starts of workflows where it goes by one', async () => {
    terms = { ...terms, workflowStart: 'always', workflowLimit: 2 };
    await acceptEvents(scene.pool, [event(), event(), event()]);
    expect(handed.map(({ direct }) => direct)).toEqual([false, false]);
    await scene.pool.query('delete from queue');
    terms = { ...terms, workflowStart: 'auto', workflowLimit: 0, backlog: [scene.webhookId] };
    await acceptEvents(scene.pool, [event()]);
    expect(handed.at(-1)?.direct).toBe(true);
  });

  it.each([
    ['a paused webhook', `status = 'paused'`],
    ['one with a rate limit', 'rate_limit_per_second = 100'],
  ])('is nothing of %s', async (_, change) => {
    await scene.pool.query(`update webhooks set ${change}`);
    await acceptEvents(scene.pool, [event()]);
    expect(handed).toEqual([]);
    expect(await rows()).toMatchObject([{ state: 'queued', token: null, tries: 0 }]);
  });

  it('is nothing whose webhook somebody changes just then', async () => {
    await inTransaction(scene.pool, async (db) => {
      await db.query('select from webhooks for update');
      await acceptEvents(scene.pool, [event()]);
    });
    expect(handed).toEqual([]);
    expect(await rows()).toMatchObject([{ state: 'queued' }]);
  });

  it('is nothing of a transaction, which may yet come to nothing', async () => {
    await inTransaction(scene.pool, async (db) => acceptEvents(db, [event()]));
    expect(handed).toEqual([]);
  });
});
