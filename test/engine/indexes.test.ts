import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Instance, startInstance } from '../support/instance.js';

let instance: Instance;
beforeAll(async () => {
  instance = await startInstance({ worker: false });
});
afterAll(() => instance.stop());

it('each index says which query needs it, save those that keep a key unique', async () => {
  const { rows } = await instance.ctx.pool.query<{ name: string }>(
    `select c.relname as name from pg_index i
     join pg_class c on c.oid = i.indexrelid
     where c.relnamespace = 'public'::regnamespace and not c.relispartition
       and c.relname not like 'schema_migrations%'
       and not exists (select from pg_constraint k where k.conindid = i.indexrelid)
       and obj_description(c.oid, 'pg_class') is null`,
  );
  expect(rows).toEqual([]);
});
