import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { Keyring } from '../../src/keyring.js';
import { checkKeys } from '../../src/store/key-check.js';
import { migrate } from '../../src/store/migrate.js';
import { countDaysAhead } from '../../src/store/read-installation.js';
import { createDatabase, withAdmin } from '../support/database.js';

let empty: Awaited<ReturnType<typeof createDatabase>>;
let migrated: Awaited<ReturnType<typeof createDatabase>>;

beforeAll(async () => {
  empty = await createDatabase(inject('databaseServerUrl'), 'template1');
  migrated = await createDatabase(inject('databaseServerUrl'), inject('templateDatabase'));
});
afterAll(async () => {
  await empty.drop();
  await migrated.drop();
});

function query(url: string, sql: string): Promise<pg.QueryResult> {
  return withAdmin(url, (client) => client.query(sql));
}

test('several processes may migrate an empty database at the same time, and each migration is applied once', async () => {
  const results = await Promise.all([migrate(empty.url), migrate(empty.url), migrate(empty.url)]);
  const applied = results.flatMap((result) => result.applied);
  expect(applied).toContain('0001_initial.sql');
  expect(new Set(applied).size).toBe(applied.length);
  const ahead = await withAdmin(empty.url, (client) => countDaysAhead(client));
  expect(ahead).toBeGreaterThanOrEqual(8);
});

test('a lock that a killed migration left behind does not stop the next one', async () => {
  await query(migrated.url, 'update schema_migrations_lock set is_locked = 1');
  await query(migrated.url, `delete from schema_migrations_lock where is_locked = 0`);
  await expect(migrate(migrated.url)).resolves.toEqual({ applied: [] });
});

test('a database that knows later migrations is refused', async () => {
  await query(
    migrated.url,
    `insert into schema_migrations (name, batch, migration_time) values ('9999_later.sql', 9, now())`,
  );
  await expect(migrate(migrated.url)).rejects.toThrow(/database is newer .* 9999_later\.sql/);
});

test('keys that cannot open what the database holds are refused, added and reordered keys are not', async () => {
  const [first, second] = [
    { name: 'k1', key: randomBytes(32) },
    { name: 'k2', key: randomBytes(32) },
  ];
  await withAdmin(migrated.url, async (client) => {
    await checkKeys(client, new Keyring([first]));
    await checkKeys(client, new Keyring([second, first]));
    await expect(checkKeys(client, new Keyring([second]))).rejects.toThrow(
      /ENCRYPTION_KEYS does not hold the key/,
    );
    await expect(checkKeys(client, new Keyring([{ name: 'k1', key: randomBytes(32) }]))).rejects.toThrow(
      /former key/,
    );
  });
});
