import { createHash, randomBytes } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import pg from 'pg';
import { migrate } from '../../src/store/migrate.js';

const MIGRATIONS = new URL('../../migrations/', import.meta.url);

export async function withAdmin<T>(serverUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** A migrated database that tests copy. Named after the migrations and the day, so that no run meets a stale one. */
export async function ensureTemplate(serverUrl: string): Promise<string> {
  const name = await templateName();
  await withAdmin(serverUrl, async (client) => {
    await client.query(`select pg_advisory_lock(hashtext('posthorn:test-template'))`);
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
    if (rowCount === 1) return;
    const building = `${name}_building`;
    await client.query(`drop database if exists ${building} with (force)`);
    await client.query(`create database ${building}`);
    await migrate(databaseUrl(serverUrl, building));
    await client.query(`alter database ${building} rename to ${name}`);
  });
  return name;
}

export async function createDatabase(
  serverUrl: string,
  template: string,
): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `posthorn_test_${randomBytes(6).toString('hex')}`;
  await withAdmin(serverUrl, (client) => client.query(`create database ${name} template ${template}`));
  return {
    url: databaseUrl(serverUrl, name),
    drop: async () => {
      await withAdmin(serverUrl, (client) => client.query(`drop database if exists ${name} with (force)`));
    },
  };
}

function databaseUrl(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}

async function templateName(): Promise<string> {
  const hash = createHash('sha256').update(new Date().toISOString().slice(0, 10));
  for (const file of (await readdir(MIGRATIONS)).sort())
    hash.update(file).update(await readFile(new URL(file, MIGRATIONS)));
  return `posthorn_template_${hash.digest('hex').slice(0, 12)}`;
}
