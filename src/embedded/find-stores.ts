import { join } from 'node:path';
import type { Embedded } from '../complete-config.js';
import type { Settings } from '../config.js';
import { keyRing } from '../settings/values.js';
import { readIfThere } from './data-dir.js';

/** What an instance of `npm start` keeps in DATA_DIR, for a command beside it; empty where there is none. */
export function findStores(
  settings: Pick<Settings, 'dataDir' | 'databaseUrl' | 'temporalAddress'>,
): Embedded {
  const read = (file: string): string | undefined => readIfThere(join(settings.dataDir, file));
  const ports = JSON.parse(read('ports.json') ?? '{}') as { postgres?: number; temporal?: number };
  const found: Embedded = {};
  const password = read('postgres-password');
  if (settings.databaseUrl === undefined && ports.postgres !== undefined && password !== undefined) {
    found.databaseUrl = `postgres://posthorn:${password}@127.0.0.1:${ports.postgres}/postgres`;
    found.adminApiKey = read('api-key');
    const keys = read('encryption-keys');
    if (keys !== undefined) found.encryptionKeys = keyRing.parse(keys);
  }
  if (settings.temporalAddress === undefined && ports.temporal !== undefined)
    found.temporalAddress = `127.0.0.1:${ports.temporal}`;
  return found;
}
