import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findFreePort } from '../../src/free-port.js';
import { runCli } from '../support/cli.js';
import { startInternet } from './internet.js';

// `npm run fuzz [-- options of schemathesis]`: starts a Posthorn of its own and lets schemathesis call all of it.

const HERE = fileURLToPath(new URL('.', import.meta.url));

async function main(): Promise<number> {
  if (spawnSync('schemathesis', ['--version']).status !== 0) {
    console.error('schemathesis is not on the PATH: `pip install schemathesis`, best in a venv of its own.');
    return 1;
  }
  const dataDir = mkdtempSync(join(tmpdir(), 'posthorn-fuzz-'));
  const internet = await startInternet();
  const posthorn = runCli(['start'], {
    env: {
      DATA_DIR: dataDir,
      PORT: String(await findFreePort()),
      EGRESS_PROXY: internet.url,
      // Each call comes from another address, else the limit of failed authentications would answer most of them.
      TRUST_PROXY: 'loopback',
      LOG_LEVEL: 'error',
    },
  });
  try {
    const [, url] = await posthorn.waitFor(/^ *API +(\S+)\/api\/v1$/m);
    const key = readFileSync(join(dataDir, 'api-key'), 'utf8').trim();
    await seed(url!, key);
    return await fuzz(url!, key);
  } finally {
    posthorn.child.kill('SIGTERM');
    await posthorn.exited;
    internet.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Something to find in every list, with attempts that were answered. */
async function seed(url: string, key: string): Promise<void> {
  const post = (path: string, body: object) =>
    fetch(`${url}/api/v1${path}`, {
      method: 'POST',
      headers: { 'x-api-key': key, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  await post('/webhooks', { url: 'http://receiver.example.com/hooks?token=1', events: ['*'] });
  for (let n = 1; n <= 10; n++) await post('/events', { event: 'lead.created', data: { leadId: `l${n}` } });
}

async function fuzz(url: string, key: string): Promise<number> {
  const given = process.argv.slice(2);
  const schemathesis = spawn(
    'schemathesis',
    [
      ...['--config-file', join(HERE, 'schemathesis.toml')],
      ...['run', `${url}/openapi.json`, '--header', `x-api-key: ${key}`, ...given],
    ],
    { stdio: 'inherit', env: { ...process.env, SCHEMATHESIS_HOOKS: join(HERE, 'hooks.py') } },
  );
  const [code] = (await once(schemathesis, 'exit')) as [number | null];
  return code ?? 1;
}

process.exitCode = await main();
