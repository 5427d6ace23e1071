import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inTransaction } from '../../src/store/db.js';
import { dropPartitions, ensurePartitions } from '../../src/store/partitions.js';
import { type Instance, startInstance } from '../support/instance.js';

const TABLES = ['events', 'deliveries', 'attempts'];

describe('partitions', () => {
  let instance: Instance;
  beforeAll(async () => {
    instance = await startInstance({ worker: false });
  });
  afterAll(() => instance.stop());

  const partitions = async () =>
    (
      await instance.ctx.pool.query<{ parent: string; name: string; days: number }>(
        'select parent, name, end_day - first_day as days from posthorn_time_partitions() order by name',
      )
    ).rows;

  /** Days from yesterday to eight ahead that a table has no partition for. */
  const gaps = async () =>
    (
      await instance.ctx.pool.query(
        `select t.name, day from unnest($1::text[]) t(name), generate_series(-1, 8) n
         cross join lateral (select (now() at time zone 'utc')::date + n as day) d
         where not exists (
           select from posthorn_time_partitions() p where p.parent = t.name and day >= first_day and day < end_day)`,
        [TABLES],
      )
    ).rows;

  const makePartition = (table: string, name: string, from: string, to: string) =>
    instance.ctx.pool.query(
      `create table ${name} partition of ${table} for values from (posthorn_uuid_at('${from}Z')) to (posthorn_uuid_at('${to}Z'))`,
    );

  /** The retention by which this is the first day that is kept. */
  const daysSince = async (day: string) =>
    (
      await instance.ctx.pool.query<{ days: number }>(
        `select (now() at time zone 'utc')::date - $1::date as days`,
        [day],
      )
    ).rows[0]!.days;

  it('are weeks, without a gap', async () => {
    expect(new Set((await partitions()).map(({ days }) => days))).toEqual(new Set([7]));
    expect(await gaps()).toEqual([]);
    expect(await ensurePartitions(instance.ctx.pool)).toBe(0);
  });

  it('are days where a week has such from before, and weeks after it', async () => {
    const { pool } = instance.ctx;
    for (const { name } of await partitions()) await pool.query(`drop table ${name}`);
    const { rows } = await pool.query<{ today: string; tomorrow: string }>(
      `select (now() at time zone 'utc')::date::text as today, ((now() at time zone 'utc')::date + 1)::text as tomorrow`,
    );
    const { today, tomorrow } = rows[0]!;
    for (const table of TABLES)
      await makePartition(table, `${table}_${today.replaceAll('-', '')}`, today, tomorrow);
    expect(await ensurePartitions(pool)).toBeGreaterThan(0);
    expect(await gaps()).toEqual([]);
    expect(new Set((await partitions()).map(({ days }) => days))).toEqual(new Set([1, 7]));
  });

  it('go when their last day is past retention, and no earlier', async () => {
    const { pool } = instance.ctx;
    for (const table of TABLES) await makePartition(table, `${table}_w20200106`, '2020-01-06', '2020-01-13');
    expect(await dropPartitions(pool, await daysSince('2020-01-12'))).toEqual([]);
    expect((await dropPartitions(pool, await daysSince('2020-01-13'))).sort()).toEqual(
      TABLES.map((table) => `${table}_w20200106`).sort(),
    );
  });

  it('are neither made nor dropped behind a lock for long: accepts would queue behind that', async () => {
    const { pool } = instance.ctx;
    await inTransaction(pool, async (db) => {
      await db.query(`select pg_advisory_xact_lock(hashtext('posthorn:partitions'))`);
      const gaveUp = expect.objectContaining({ code: '55P03' });
      await Promise.all([
        expect(ensurePartitions(pool)).rejects.toEqual(gaveUp),
        expect(dropPartitions(pool, 90)).rejects.toEqual(gaveUp),
      ]);
    });
    expect(await ensurePartitions(pool)).toBe(0);
  });
});
