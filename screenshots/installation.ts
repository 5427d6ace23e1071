import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Posthorn } from '@posthorn/client';
import pg from 'pg';
import { runCommand } from '../bench/commands.js';
import { answering, freePort } from '../bench/stores.js';
import { createDatabase, ensureTemplate } from '../test/support/database.js';
import { startServers } from '../test/support/servers.js';
import { type Hosts, startReceivers } from './receivers.js';

export interface Installation {
  url: string;
  apiKey: string;
  posthorn: Posthorn;
  database: pg.Client;
  close(): Promise<void>;
}

/** A real Posthorn, built before, with an empty database, whose webhooks lead to the hosts. */
export async function openInstallation(hosts: Hosts, port?: number): Promise<Installation> {
  const closers: (() => unknown)[] = [];
  const close = async (): Promise<void> => {
    for (const step of closers.splice(0).reverse()) await step();
  };
  try {
    const servers = await startServers(process.env);
    closers.push(() => servers.stop());
    const emptied = await createDatabase(
      servers.databaseServerUrl,
      await ensureTemplate(servers.databaseServerUrl),
    );
    closers.push(() => emptied.drop());
    const receivers = await startReceivers(hosts);
    closers.push(() => receivers.close());
    const folder = mkdtempSync(join(tmpdir(), 'posthorn-screenshots-'));
    closers.push(() => rmSync(folder, { recursive: true, force: true }));
    const authorityFile = join(folder, 'authority.pem');
    writeFileSync(authorityFile, receivers.authority);

    const apiKey = `screenshots-${randomBytes(12).toString('hex')}`;
    const chosen = String(port ?? (await freePort()));
    const command = runCommand('start', {
      DATA_DIR: join(folder, 'data'),
      DATABASE_URL: emptied.url,
      TEMPORAL_ADDRESS: servers.temporalAddress,
      TEMPORAL_TASK_QUEUE: `screenshots-${randomBytes(6).toString('hex')}`,
      ADMIN_API_KEY: apiKey,
      ENCRYPTION_KEYS: `screenshots:${randomBytes(32).toString('base64')}`,
      EGRESS_PROXY: receivers.proxyUrl,
      NODE_EXTRA_CA_CERTS: authorityFile,
      PORT: chosen,
    });
    closers.push(() => command.stop());
    const url = `http://127.0.0.1:${chosen}`;
    await answering(`${url}/readyz`);
    const database = new pg.Client({ connectionString: emptied.url });
    await database.connect();
    closers.push(() => database.end());
    return { url, apiKey, posthorn: new Posthorn({ baseUrl: url, apiKey }), database, close };
  } catch (error) {
    await close();
    throw error;
  }
}
