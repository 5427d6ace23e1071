import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newUuid } from '../../src/ids.js';
import { type NewEvent, acceptEvent } from '../../src/store/accept-events.js';
import { createPool, inTransaction } from '../../src/store/db.js';
import { groupCommit } from '../../src/store/group-commit.js';
import { type EngineScene, startEngineScene } from '../support/engine-scene.js';

describe('what comes at once', () => {
  let scene: EngineScene;
  beforeAll(async () => {
    scene = await startEngineScene({ maxConcurrency: 100 });
  });
  afterAll(() => scene.stop());

  const event = (more: Partial<NewEvent> = {}): NewEvent => ({
    id: newUuid(),
    workspaceId: 'default',
    type: 'lead.created',
    subject: null,
    externalId: null,
    occurredAt: new Date(),
    payload: Buffer.from('{}'),
    bodyHash: Buffer.alloc(32),
    testOf: null,
    ...more,
  });

  /** How many transactions wrote the rows. */
  const commitsOf = async (table: 'events' | 'attempts', column: string, ids: string[]) =>
    (
      await scene.pool.query<{ count: number }>(
        `select count(distinct xmin::text)::int as count from ${table} where ${column} = any($1)`,
        [ids],
      )
    ).rows[0]!.count;

  it('is accepted in few commits, each answered with what became of it', async () => {
    const events = Array.from({ length: 40 }, () => event());
    const results = await Promise.all(events.map((one) => acceptEvent(scene.pool, one)));
    expect(results.map((result) => (result.kind === 'accepted' ? result.id : result.kind))).toEqual(
      events.map(({ id }) => id),
    );
    expect(
      await commitsOf(
        'events',
        'id',
        events.map(({ id }) => id),
      ),
    ).toBeLessThan(10);
  });

  it('does not fail with a stranger', async () => {
    const good = [event(), event(), event()];
    // Postgres refuses the character.
    const bad = event({ subject: 'a\u0000b' });
    const results = await Promise.allSettled([...good, bad].map((one) => acceptEvent(scene.pool, one)));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected']);
  });

  it('is one event where it has one externalId', async () => {
    const results = await Promise.all(
      Array.from({ length: 5 }, () => acceptEvent(scene.pool, event({ externalId: 'same' }))),
    );
    expect(results.map(({ kind }) => kind).sort()).toEqual([
      'accepted',
      'repeated',
      'repeated',
      'repeated',
      'repeated',
    ]);
  });

  it('is rolled back with the transaction that it belongs to, and shares none', async () => {
    const one = event();
    const failing = inTransaction(scene.pool, async (db) => {
      await acceptEvent(db, one);
      throw new Error('changed its mind');
    });
    await expect(failing).rejects.toThrow('changed its mind');
    expect((await scene.pool.query('select from events where id = $1', [one.id])).rowCount).toBe(0);
  });

  it('is recorded in few commits, one of a delivery at a time', async () => {
    await scene.pool.query('delete from queue');
    for (let i = 0; i < 20; i++) await scene.accept();
    const jobs = await scene.claim();
    expect(jobs).toHaveLength(20);
    const recorded = await Promise.all([
      ...jobs.map((job) => scene.record(job, 'delivered')),
      scene.record(jobs[0]!, 'retry'),
    ]);
    expect(recorded.map((result) => result?.kind)).toEqual([...jobs.map(() => 'delivered'), undefined]);
    expect(
      await commitsOf(
        'attempts',
        'delivery_id',
        jobs.map(({ deliveryId }) => deliveryId),
      ),
    ).toBeLessThan(10);
  });
});

describe('what may wait for others', () => {
  const AN_HOUR_MS = 3_600_000;
  // It is never connected.
  const pool = createPool({
    connectionString: 'postgres://127.0.0.1:1/none',
    max: 1,
    onError: () => undefined,
  });
  const collect = (enough: number) => {
    const groups: string[][] = [];
    const add = groupCommit<{ name: string; windowMs: number }, void>(
      (_, items) => {
        groups.push(items.map(({ name }) => name));
        return Promise.resolve(items.map(() => undefined));
      },
      { windowMs: ({ windowMs }) => windowMs, enough, maxItems: 100, keyOf: ({ name }) => name },
    );
    return { groups, add: (name: string, windowMs: number) => add(pool, { name, windowMs }) };
  };

  it('goes with the first that may not', async () => {
    const { groups, add } = collect(100);
    await Promise.all([add('a', AN_HOUR_MS), add('b', 2 * AN_HOUR_MS), add('c', 1), add('d', AN_HOUR_MS)]);
    expect(groups).toEqual([['a', 'b', 'c', 'd']]);
  });

  it('waits no longer once there are enough', async () => {
    const { groups, add } = collect(3);
    await Promise.all([add('a', AN_HOUR_MS), add('b', AN_HOUR_MS), add('c', AN_HOUR_MS)]);
    expect(groups).toEqual([['a', 'b', 'c']]);
  });

  it('keeps its time where its key had to let another go first', async () => {
    const { groups, add } = collect(100);
    await Promise.all([add('a', 1), add('a', AN_HOUR_MS), add('b', AN_HOUR_MS)].slice(0, 1));
    expect(groups).toEqual([['a', 'b']]);
    await add('c', 1);
    expect(groups).toEqual([
      ['a', 'b'],
      ['a', 'c'],
    ]);
  });
});
