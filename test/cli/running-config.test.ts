import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runningConfig } from '../../src/cli/running-config.js';
import { ConfigError } from '../../src/config.js';

const KEY = Buffer.alloc(32, 3);

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'posthorn-running-'));
});
afterEach(() => rm(dataDir, { recursive: true }));

const keep = (file: string, content: string) => writeFile(join(dataDir, file), content);

it('finds the instance that `npm start` keeps in DATA_DIR', async () => {
  await keep('ports.json', '{"postgres":21001,"temporal":21002}\n');
  await keep('postgres-password', 'hidden\n');
  await keep('api-key', 'ph_admin_0000000000000000\n');
  await keep('encryption-keys', `k1:${KEY.toString('base64')}\n`);
  expect(runningConfig({ DATA_DIR: dataDir })).toMatchObject({
    databaseUrl: 'postgres://posthorn:hidden@127.0.0.1:21001/postgres',
    temporalAddress: '127.0.0.1:21002',
    adminApiKey: 'ph_admin_0000000000000000',
    encryptionKeys: [{ name: 'k1', key: KEY }],
  });
});

it('prefers what the environment names', async () => {
  await keep('ports.json', '{"postgres":21001,"temporal":21002}\n');
  await keep('postgres-password', 'hidden\n');
  const config = runningConfig({
    DATA_DIR: dataDir,
    DATABASE_URL: 'postgres://elsewhere/posthorn',
    TEMPORAL_ADDRESS: 'elsewhere:7233',
    ADMIN_API_KEY: 'a'.repeat(20),
    ENCRYPTION_KEYS: `k2:${KEY.toString('base64')}`,
  });
  expect(config).toMatchObject({
    databaseUrl: 'postgres://elsewhere/posthorn',
    temporalAddress: 'elsewhere:7233',
    encryptionKeys: [{ name: 'k2' }],
  });
});

it('says what is missing where there is no instance', () => {
  expect(() => runningConfig({ DATA_DIR: dataDir })).toThrow(ConfigError);
  expect(() => runningConfig({ DATA_DIR: dataDir })).toThrow('DATABASE_URL must be set');
});
