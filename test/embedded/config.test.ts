import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { completeConfig, loadConfig } from '../../src/complete-config.js';
import { ConfigError, readSettings } from '../../src/config.js';
import { envExample, settingsTable } from '../../src/settings/describe.js';

const KEY = Buffer.alloc(32, 7).toString('base64');
const GIVEN = {
  DATABASE_URL: 'postgres://user:hunter2@db.internal/posthorn',
  TEMPORAL_ADDRESS: 'temporal.internal:7233',
  ADMIN_API_KEY: 'a-key-of-sixteen-or-more',
  ENCRYPTION_KEYS: `k1:${KEY}`,
};
const EMBEDDED = {
  databaseUrl: 'postgres://127.0.0.1:1/x',
  temporalAddress: '127.0.0.1:2',
  adminApiKey: 'x'.repeat(16),
  encryptionKeys: [{ name: 'k1', key: Buffer.alloc(32) }],
};

function problemsOf(env: Record<string, string>): string[] {
  try {
    loadConfig({ ...GIVEN, ...env });
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

test('an empty environment is complete but for the stores and keys, which are asked for all at once', () => {
  expect(readSettings({})).toMatchObject({
    port: 3000,
    host: '127.0.0.1',
    deliveryTimeoutMs: 5000,
    successStatus: '2xx',
    retentionDays: 90,
    payloadRetentionDays: 30,
    autoDisable: true,
    workflowStart: 'always',
    headerPrefix: 'webhook',
    defaultRetryPolicy: {},
    trustProxy: false,
    dnsServers: [],
  });
  const missing = (() => {
    try {
      loadConfig({});
    } catch (error) {
      return (error as ConfigError).problems.map((problem) => problem.split(' ')[0]);
    }
    return [];
  })();
  expect(missing).toEqual(['DATABASE_URL', 'TEMPORAL_ADDRESS', 'ADMIN_API_KEY', 'ENCRYPTION_KEYS']);
});

test('every bad value is reported at once, each with its name and what it must be', () => {
  const problems = problemsOf({
    PORT: '70000',
    RETENTION_DAYS: '30',
    ALLOW_HTTP: 'maybe',
    ALLOWED_PRIVATE_CIDRS: '10.0.0.0/99',
    DNS_SERVERS: 'one.one',
    DEFAULT_RETRY_POLICY: '{"maximumAttempts":0}',
    ENCRYPTION_KEYS: 'k1:c2hvcnQ=',
    WORKFLOW_START: 'sometimes',
    LOG_LEVEL: 'loud',
  });
  expect(problems).toHaveLength(9);
  expect(problems).toContain('RETENTION_DAYS must be a whole number from 31 to 3650.');
  expect(problems).toContain('LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent.');
});

test('a switch takes on and off, true and false, and says so', () => {
  for (const [text, value] of [
    ['on', true],
    ['off', false],
    ['TRUE', true],
    ['false', false],
  ] as const)
    expect(readSettings({ AUTO_DISABLE: text }).autoDisable).toBe(value);
  expect(problemsOf({ AUTO_DISABLE: 'never' })).toEqual([
    'AUTO_DISABLE must be on or off (true and false do too).',
  ]);
});

test('no complaint shows a secret', () => {
  const text = problemsOf({
    ENCRYPTION_KEYS: 'k1:hunter2',
    ADMIN_API_KEY: 'hunter2',
    DATABASE_URL: 'mysql://root:hunter2@x',
  }).join();
  expect(text).toContain('DATABASE_URL');
  expect(text).not.toContain('hunter2');
});

test.each([
  ['RETENTON_DAYS', 'RETENTION_DAYS'],
  ['DATABSE_URL', 'DATABASE_URL'],
  ['ENCRYPTION_KEY', 'ENCRYPTION_KEYS'],
  ['ALLOWED_PRIVATE_CIDR', 'ALLOWED_PRIVATE_CIDRS'],
  ['TEMPORAL_TLS_SERVER_CA_CERT_PTH', 'TEMPORAL_TLS_SERVER_CA_CERT_PATH'],
  ['POTR', 'PORT'],
  ['allow_http', 'ALLOW_HTTP'],
])('the slip %s is told from %s', (given, meant) => {
  expect(problemsOf({ [given]: '1' })).toEqual([`${given} is not a setting; ${meant} is most likely meant.`]);
});

test('variables that stand in most environments are not taken for slips', () => {
  const common = `HOME HOSTNAME HOSTTYPE PATH PWD OLDPWD USER USERNAME LOGNAME SHELL SHLVL TERM LANG LC_ALL TZ MAIL EDITOR
    PAGER DISPLAY TMPDIR HTTP_PROXY HTTPS_PROXY NO_PROXY ALL_PROXY http_proxy https_proxy no_proxy NODE_ENV NODE_OPTIONS
    NODE_PATH NODE_EXTRA_CA_CERTS CI DEBUG PORTS LOGLEVEL PS1 IFS PPID UID SSH_TTY XDG_DATA_DIRS XDG_CACHE_HOME npm_config_cache
    npm_lifecycle_event INIT_CWD PGHOST PGPORT PGDATA PGUSER PGPASSWORD TEMPORAL_GRPC_META_X TEMPORAL_CODEC_ENDPOINT
    KUBERNETES_PORT KUBERNETES_SERVICE_HOST DOCKER_HOST REDIS_URL DBUS_SESSION_BUS_ADDRESS DATABASE_HOST DATABASE_NAME POST HOSTS TEST ROOT DIST`;
  expect(problemsOf(Object.fromEntries(common.split(/\s+/).map((name) => [name, '1'])))).toEqual([]);
});

test('an empty variable counts as not set, but for an empty list of private networks', () => {
  const settings = readSettings({ PORT: '', DATABASE_URL: ' ', ALLOWED_PRIVATE_CIDRS: '' });
  expect(settings).toMatchObject({ port: 3000, allowedPrivateCidrs: [] });
  expect(settings.databaseUrl).toBeUndefined();
});

test('http and loopback receivers are a default of the wholly embedded instance on loopback only', () => {
  const allowed = (env: Record<string, string>, embedded: Parameters<typeof completeConfig>[1]) => {
    const { allowHttp, allowedPrivateCidrs } = completeConfig(readSettings(env), {
      ...EMBEDDED,
      ...embedded,
    });
    return { allowHttp, allowedPrivateCidrs };
  };
  expect(allowed({}, {})).toEqual({ allowHttp: true, allowedPrivateCidrs: ['127.0.0.0/8', '::1/128'] });
  expect(allowed({ HOST: '0.0.0.0' }, {})).toEqual({ allowHttp: false, allowedPrivateCidrs: [] });
  expect(allowed({ DATABASE_URL: GIVEN.DATABASE_URL }, { databaseUrl: undefined }).allowHttp).toBe(false);
  expect(allowed({ TEMPORAL_ADDRESS: 'x:1' }, { temporalAddress: undefined }).allowedPrivateCidrs).toEqual(
    [],
  );
  expect(allowed({ ALLOWED_PRIVATE_CIDRS: '' }, {}).allowedPrivateCidrs).toEqual([]);
  expect(allowed({ ALLOW_HTTP: 'false' }, {}).allowHttp).toBe(false);
});

test('our own listening addresses are known', () => {
  const { ownAddresses } = completeConfig(readSettings({ PORT: '8080', METRICS_PORT: '8081' }), {
    ...EMBEDDED,
    ownAddresses: [{ host: '127.0.0.1', port: 9 }],
  });
  expect(ownAddresses).toEqual([
    { host: '127.0.0.1', port: 8080 },
    { host: '127.0.0.1', port: 8081 },
    { host: '127.0.0.1', port: 9 },
  ]);
});

test("Temporal's own variables are read by Temporal's rules", () => {
  const folder = mkdtempSync(join(tmpdir(), 'posthorn-config-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'ca.pem');
  writeFileSync(file, 'a certificate');
  const config = loadConfig({
    ...GIVEN,
    TEMPORAL_NAMESPACE: 'mine',
    TEMPORAL_TLS_SERVER_CA_CERT_PATH: file,
    TEMPORAL_TLS_SERVER_NAME: 'temporal',
    TEMPORAL_GRPC_META_TENANT: 'one',
  });
  expect(config.temporalNamespace).toBe('mine');
  expect(config.temporalTls).toMatchObject({ serverNameOverride: 'temporal' });
  expect(
    Buffer.from((config.temporalTls as { serverRootCACertificate: Uint8Array }).serverRootCACertificate),
  ).toEqual(Buffer.from('a certificate'));
  expect(config.temporalMetadata).toEqual({ tenant: 'one' });
  expect(loadConfig({ ...GIVEN, TEMPORAL_API_KEY: 'secret' }).temporalTls).toBe(true);
  expect(problemsOf({ TEMPORAL_TLS_CLIENT_CERT_PATH: '/nowhere.pem' })[0]).toContain('/nowhere.pem');
});

test('the key ring takes several keys, in base64 or hex, and the first one seals', () => {
  const { encryptionKeys } = loadConfig({ ...GIVEN, ENCRYPTION_KEYS: `new:${'ab'.repeat(32)}, old:${KEY}` });
  expect(encryptionKeys.map(({ name, key }) => [name, key.length])).toEqual([
    ['new', 32],
    ['old', 32],
  ]);
  expect(problemsOf({ ENCRYPTION_KEYS: `k1:${KEY},k1:${KEY}` })).toHaveLength(1);
});

test('the example and the table list every setting, and the example is a valid environment', () => {
  const example = envExample();
  const set = Object.fromEntries(
    [...example.matchAll(/^#([A-Z_]+)=(.+)$/gm)].map(([, name = '', value = '']) => [name, value]),
  );
  expect(problemsOf(set)).toEqual([]);
  for (const name of ['PORT', 'RETENTION_DAYS', 'TEMPORAL_TLS', 'ENCRYPTION_KEYS']) {
    expect(example).toContain(`\n#${name}=`);
    expect(settingsTable()).toContain(`| \`${name}\` |`);
  }
});
