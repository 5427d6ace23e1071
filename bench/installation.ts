import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import pg from 'pg';
import { Posthorn } from '@posthorn/client';
import { createDatabase } from '../test/support/database.js';
import { type RunningCommand, runCommand } from './commands.js';
import { type Stand, parts } from './stand.js';
import { answering, freePort, pidOf } from './stores.js';

export type Mode = 'always' | 'auto' | 'on-failure';
/** API and worker apart, or both in one process as `npm start` has them. */
export type Shape = 'separate' | 'one process';

/** A running Posthorn. */
export interface Installation {
  mode: Mode;
  shape: Shape;
  stand: Stand;
  baseUrl: string;
  apiKey: string;
  posthorn: Posthorn;
  databaseUrl: string;
  database: pg.Pool;
  /** Process ids by part. */
  pids: Record<string, number>;
  close(): Promise<void>;
}

/** A database, and what belongs to what is in it. */
export interface State {
  env: Record<'DATABASE_URL' | 'TEMPORAL_TASK_QUEUE' | 'ADMIN_API_KEY' | 'ENCRYPTION_KEYS', string>;
  drop(): Promise<void>;
}

/** Of an installation that has done nothing yet. */
export async function createState(stand: Stand): Promise<State> {
  const database = await createDatabase(stand.databaseServerUrl, stand.template);
  return {
    env: {
      DATABASE_URL: database.url,
      TEMPORAL_TASK_QUEUE: `bench-${randomBytes(6).toString('hex')}`,
      ADMIN_API_KEY: `bench-${randomBytes(12).toString('hex')}`,
      ENCRYPTION_KEYS: `bench:${randomBytes(32).toString('base64')}`,
    },
    drop: database.drop,
  };
}

export async function openInstallation(
  stand: Stand,
  { mode, shape }: { mode: Mode; shape: Shape },
  state: State,
  profileFolder?: string,
): Promise<Installation> {
  const apiKey = state.env.ADMIN_API_KEY;
  const port = String(await freePort());
  const env = { ...stand.stores.env, ...state.env, WORKFLOW_START: mode, PORT: port };
  const baseUrl = `http://127.0.0.1:${port}`;
  const commands: Record<string, RunningCommand> = {};
  const ready = [`${baseUrl}/readyz`];
  if (shape === 'one process') {
    commands[parts.both] = runCommand(
      'start',
      { ...env, DATA_DIR: join(stand.folder, 'one-process') },
      profileFolder,
    );
  } else {
    const metricsPort = String(await freePort());
    ready.push(`http://127.0.0.1:${metricsPort}/readyz`);
    commands[parts.api] = runCommand('api', env, profileFolder);
    commands[parts.worker] = runCommand('worker', { ...env, METRICS_PORT: metricsPort }, profileFolder);
  }
  await Promise.all(ready.map(answering));
  const pool = new pg.Pool({ connectionString: env.DATABASE_URL, max: 2 });
  pool.on('error', () => undefined);
  return {
    mode,
    shape,
    stand,
    baseUrl,
    apiKey,
    posthorn: new Posthorn({ baseUrl, apiKey }),
    databaseUrl: env.DATABASE_URL,
    database: pool,
    pids: {
      ...Object.fromEntries(Object.entries(commands).map(([part, { child }]) => [part, child.pid!])),
      [parts.postgres]: pidOf(stand.dataDir, 'postgres'),
      [parts.temporal]: pidOf(stand.dataDir, 'temporal'),
    },
    close: async () => {
      await pool.end();
      await Promise.all(Object.values(commands).map((command) => command.stop()));
    },
  };
}
