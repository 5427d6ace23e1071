import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDataDir } from '../src/embedded/data-dir.js';
import { findRunAs } from '../src/embedded/run-as.js';
import { ensureTemplate } from '../test/support/database.js';
import { type RemoteReceiver, startRemoteReceiver } from './remote-receiver.js';
import { type Stores, openStores } from './stores.js';

/** The names that processor time is split into. */
export const parts = {
  api: 'API',
  worker: 'worker',
  both: 'API and worker',
  postgres: 'Postgres',
  temporal: 'Temporal',
} as const;

/** What all installations of one benchmark share: the stores, as `npm start` runs them, and a receiver. */
export interface Stand {
  folder: string;
  dataDir: string;
  stores: Stores;
  databaseServerUrl: string;
  /** A migrated, empty database. */
  template: string;
  receiver: RemoteReceiver;
  close(): Promise<void>;
}

export async function openStand(): Promise<Stand> {
  const folder = mkdtempSync(join(tmpdir(), 'posthorn-bench-'));
  // As root, the user that Postgres runs as must get through.
  chmodSync(folder, 0o711);
  const dataDir = join(folder, 'data');
  openDataDir(dataDir, findRunAs());
  mkdirSync(join(folder, 'one-process'));
  const stores = await openStores(dataDir);
  const receiver = await startRemoteReceiver();
  return {
    folder,
    dataDir,
    stores,
    databaseServerUrl: stores.databaseUrl,
    template: await ensureTemplate(stores.databaseUrl),
    receiver,
    close: async () => {
      await receiver.close();
      await stores.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
