import { afterAll, beforeAll, expect, it } from 'vitest';
import { inTransaction } from '../../src/store/db.js';
import { dropPartitions, ensurePartitions } from '../../src/store/partitions.js';
import { type Instance, startInstance } from '../support/instance.js';

let instance: Instance;
beforeAll(async () => {
  instance = await startInstance({ worker: false });
});
afterAll(() => instance.stop());

it('making and dropping days give up on a lock after a while, rather than make accepts queue behind them', async () => {
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
