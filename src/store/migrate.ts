import { readFile, readdir } from 'node:fs/promises';
import knex, { type Knex } from 'knex';
import pg from 'pg';
import type { Db } from './db.js';

const MIGRATIONS = new URL('../../migrations/', import.meta.url);
const HISTORY = { tableName: 'schema_migrations', lockTable: 'schema_migrations_lock' } as const;
/** Partitions made ahead at start; the maintenance schedule keeps making them. */
const PARTITION_DAYS = 8;

/** Brings the database up to this version's schema. Any number of processes may call it at the same time. */
export async function migrate(databaseUrl: string): Promise<{ applied: string[] }> {
  const files = await listFiles();
  return withMigrationLock(databaseUrl, async (client) => {
    const { unknown } = await findMigrations(client);
    if (unknown.length > 0) {
      throw new Error(
        `The database is newer than this version of Posthorn: it has the migrations ${unknown.join(', ')}. ` +
          'Run the newer version, or restore a backup made before its upgrade.',
      );
    }
    const db = knex({ client: 'pg', connection: databaseUrl, pool: { min: 0, max: 2 } });
    try {
      // A process killed while migrating leaves knex's own lock behind; ours went with its connection.
      await db.migrate.forceFreeMigrationsLock(HISTORY);
      const [, applied] = (await db.migrate.latest({ ...HISTORY, migrationSource: sqlFiles(files) })) as [
        number,
        string[],
      ];
      await db.raw('select posthorn_ensure_partitions(?)', [PARTITION_DAYS]);
      return { applied };
    } finally {
      await db.destroy();
    }
  });
}

/** Migrations of this version that the database lacks, and those it has that this version does not know. */
export async function findMigrations(db: Db): Promise<{ missing: string[]; unknown: string[] }> {
  const files = await listFiles();
  const { rows: tables } = await db.query<{ exists: boolean }>(
    `select to_regclass($1) is not null as exists`,
    [HISTORY.tableName],
  );
  if (!tables[0]?.exists) return { missing: files, unknown: [] };
  const { rows } = await db.query<{ name: string }>(`select name from ${HISTORY.tableName} order by id`);
  const applied = rows.map((row) => row.name);
  return {
    missing: files.filter((name) => !applied.includes(name)),
    unknown: applied.filter((name) => !files.includes(name)),
  };
}

async function withMigrationLock<T>(
  databaseUrl: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'posthorn migrate' });
  await client.connect();
  try {
    await client.query(`select pg_advisory_lock(hashtext('posthorn:migrate'))`);
    return await work(client);
  } finally {
    await client.end();
  }
}

async function listFiles(): Promise<string[]> {
  return (await readdir(MIGRATIONS)).filter((name) => name.endsWith('.sql')).sort();
}

function sqlFiles(files: string[]): Knex.MigrationSource<string> {
  return {
    getMigrations: async () => files,
    getMigrationName: (file) => file,
    getMigration: async (file) => {
      const sql = await readFile(new URL(file, MIGRATIONS), 'utf8');
      return {
        up: (db) => db.raw(sql.replaceAll('?', String.raw`\?`)),
        down: () => Promise.reject(new Error('Migrations go forward only.')),
      };
    },
  };
}
