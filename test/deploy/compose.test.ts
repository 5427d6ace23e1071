import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/complete-config.js';
import { describeSettings } from '../../src/settings/describe.js';
import { ROOT, interpolate, readCompose, readText, variablesIn } from './support/compose.js';

const { services, volumes } = readCompose();
const ours = ['api', 'worker', 'migrate'];
const oneShots = ['migrate', 'temporal-schema', 'temporal-namespace'];

const SECRETS = {
  ADMIN_API_KEY: randomBytes(24).toString('hex'),
  ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
  POSTGRES_PASSWORD: randomBytes(24).toString('hex'),
};

function environmentOf(name: string, env: Record<string, string>): Record<string, string> {
  const declared = Object.entries(services[name]?.environment ?? {});
  return Object.fromEntries(declared.map(([key, text]) => [key, interpolate(text, env)]));
}

describe('docker-compose.yml', () => {
  it('runs Postgres, Temporal with its set-up and UI, one migration, the API and workers', () => {
    expect(Object.keys(services).toSorted()).toEqual(
      [...ours, 'postgres', 'temporal', 'temporal-namespace', 'temporal-schema', 'temporal-ui'].toSorted(),
    );
    for (const name of ours) expect(services[name]?.command).toEqual([name]);
  });

  it('publishes the port of the API alone, on this machine alone unless HOST says otherwise', () => {
    const published = Object.entries(services).flatMap(([name, { ports = [] }]) =>
      ports.map((port) => [name, port] as const),
    );
    expect(published).toEqual([['api', expect.any(String)]]);
    const [[, port]] = published as [readonly ['api', string]];
    expect(interpolate(port, {})).toBe('127.0.0.1:3000:3000');
    expect(interpolate(port, { HOST: '0.0.0.0', PORT: '80' })).toBe('0.0.0.0:80:3000');
    expect(environmentOf('api', SECRETS)).toMatchObject({ HOST: '0.0.0.0', PORT: '3000' });
  });

  it('pins each image to a version', () => {
    for (const { image } of Object.values(services)) expect(image).toMatch(/:\d+\.\d+(\.\d+)?(-[a-z]+)?$/);
    const { version } = JSON.parse(readText('package.json')) as { version: string };
    for (const name of ours) expect(services[name]?.image).toBe(`posthorn:${version}`);
    expect(services['temporal-schema']?.image.split(':')[1]).toBe(services['temporal']?.image.split(':')[1]);
  });

  it('names no setting that Posthorn does not have', () => {
    const known = new Set(describeSettings().map(({ name }) => name));
    const named = ours.flatMap((name) => Object.keys(services[name]?.environment ?? {}));
    const asked = variablesIn(readText('docker-compose.yml')).filter((name) => name !== 'POSTGRES_PASSWORD');
    expect([...named, ...asked].filter((name) => !known.has(name))).toEqual([]);
  });

  it.each(Object.keys(SECRETS))('does not start without %s, and says how to make one', (missing) => {
    const { [missing as keyof typeof SECRETS]: _, ...others } = SECRETS;
    expect(() => environmentOf('api', others)).toThrow(
      new RegExp(`^Set ${missing} in \\.env to .*openssl rand`),
    );
  });

  it('gives the processes a configuration that they accept, and no secret of its own', () => {
    for (const name of ['api', 'worker']) {
      const config = loadConfig(environmentOf(name, SECRETS));
      expect(config).toMatchObject({
        databaseUrl: `postgres://posthorn:${SECRETS.POSTGRES_PASSWORD}@postgres:5432/posthorn`,
        temporalAddress: 'temporal:7233',
        publicUrl: 'http://localhost:3000',
        allowHttp: false,
        allowedPrivateCidrs: [],
      });
      expect(services[name]?.env_file).toEqual([{ path: '.env', required: false }]);
    }
    expect(readText('docker-compose.yml')).not.toMatch(/(password|key|secret)s?: *['"]?[a-z0-9]/i);
  });

  it('starts each part once what it needs is there', () => {
    const started = { condition: 'service_healthy' };
    const done = { condition: 'service_completed_successfully' };
    const needs = Object.fromEntries(
      Object.entries(services).map(([name, service]) => [name, service.depends_on]),
    );
    expect(needs).toEqual({
      postgres: undefined,
      migrate: { postgres: started },
      'temporal-schema': { postgres: started },
      temporal: { 'temporal-schema': done },
      'temporal-namespace': { temporal: started },
      'temporal-ui': { temporal: started },
      api: { migrate: done, 'temporal-namespace': done },
      worker: { migrate: done, 'temporal-namespace': done },
    });
    for (const name of ['postgres', 'temporal']) expect(services[name]?.healthcheck?.test).toBeDefined();
  });

  it('runs a set-up again only when it failed, and a server always', () => {
    for (const [name, { restart }] of Object.entries(services))
      expect([name, restart]).toEqual([name, oneShots.includes(name) ? 'on-failure:5' : 'unless-stopped']);
  });

  it('waits for a drain longer than it can take', () => {
    const [, graceSeconds] = /SHUTDOWN_GRACE = '(\d+) s'/.exec(readText('src/worker.ts')) ?? [];
    const seconds = (name: string) => Number.parseInt(services[name]?.stop_grace_period ?? '0', 10);
    expect(Number(graceSeconds)).toBeGreaterThan(30);
    expect(seconds('worker')).toBeGreaterThanOrEqual(Number(graceSeconds) + 15);
    const [, drainMs] = /DRAIN_MS = ([\d_]+)/.exec(readText('src/server.ts')) ?? [];
    expect(seconds('api') * 1_000).toBeGreaterThanOrEqual(Number(drainMs?.replaceAll('_', '')) + 5_000);
  });

  it('sets Temporal up with 512 history shards, and with the search attribute that deliveries carry', () => {
    expect(services['temporal']?.environment).toMatchObject({ NUM_HISTORY_SHARDS: '512', DB: 'postgres12' });
    const [, attribute] = /defineSearchAttributeKey\('(\w+)', SearchAttributeType\.KEYWORD\)/.exec(
      readText('src/dispatch/start-workflow.ts'),
    )!;
    expect(readText('deploy/temporal/set-up-namespace.sh')).toContain(
      `search-attribute create --name ${attribute} --type Keyword`,
    );
  });

  it('mounts only what exists, and keeps the database in a named volume', () => {
    const mounts = Object.values(services).flatMap(({ volumes: mounted = [] }) => mounted);
    for (const mount of mounts) {
      const [source = ''] = mount.split(':');
      expect(source.startsWith('./') ? existsSync(join(ROOT, source)) : source in volumes, mount).toBe(true);
    }
    for (const { entrypoint = [] } of Object.values(services))
      for (const part of entrypoint.filter((one) => one.startsWith('/posthorn/')))
        expect(existsSync(join(ROOT, 'deploy/temporal', part.slice('/posthorn/'.length))), part).toBe(true);
  });
});
