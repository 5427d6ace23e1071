import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { allChecks } from '../../src/cli/doctor/all-checks.js';
import { runChecks } from '../../src/cli/doctor/check.js';
import { explainError } from '../../src/cli/explain-error.js';
import type { Config } from '../../src/config.js';
import { findFreePort } from '../../src/free-port.js';
import { newUuid } from '../../src/ids.js';
import { createPool } from '../../src/store/db.js';
import { beatWorker } from '../../src/store/beat-worker.js';
import { createTemporalClient } from '../../src/temporal-client.js';
import { type DnsServer, startDnsServer } from '../egress/support/dns-server.js';
import { runCli } from '../support/cli.js';
import { createWebhook, emit } from '../support/flows.js';
import { type Instance, startInstance } from '../support/instance.js';
import { until } from '../support/until.js';

let instance: Instance;
let dns: DnsServer;
beforeAll(async () => {
  dns = await startDnsServer(() => ({ rcode: 'NXDOMAIN' }));
  instance = await startInstance({ worker: false, env: { DNS_SERVERS: dns.address } });
});
afterAll(async () => {
  await instance.stop();
  dns.close();
});
beforeEach(async () => {
  dns.zone = () => ({ rcode: 'NXDOMAIN' });
  await beatWorker(instance.ctx.pool, newUuid());
});

/** What the doctor says of this instance under that configuration: a line for each check. */
async function examine(change: Partial<Config> = {}): Promise<{ isWell: boolean; lines: string[] }> {
  const config = { ...instance.ctx.config, ...change };
  const pool = createPool({ connectionString: config.databaseUrl, max: 2, onError: () => undefined });
  const temporal = createTemporalClient(config);
  const lines: string[] = [];
  try {
    const checks = allChecks({ pool, temporal }, config);
    const isWell = await runChecks(checks, (line) => lines.push(line), explainError);
    return { isWell, lines };
  } finally {
    await pool.end();
    await temporal.connection.close();
  }
}

const lineOf = (lines: string[], name: string) => lines.find((line) => line.slice(2).startsWith(`${name}:`));

describe('posthorn doctor', () => {
  it('says a line of each thing that is in order, and ends with 0', async () => {
    const doctor = runCli(['doctor'], { env: instance.env });
    expect((await doctor.exited).code, doctor.output()).toBe(0);
    const lines = doctor.output().trimEnd().split('\n');
    expect(lines.map((line) => /^[✓!] ([^:]+): \S/.exec(line)?.[1])).toEqual([
      'Postgres',
      'Migrations',
      'Encryption keys',
      'Worker',
      'Clock',
      'Partitions',
      'Temporal',
      'Namespace',
      'Search attribute',
      'DNS',
      'Postgres commits',
      'Postgres connections',
      'Temporal starts',
      'Temporal tasks',
      'Queue',
    ]);
  });

  it('ends with 1 where anything is wrong, and says what to do', async () => {
    const port = await findFreePort();
    const env = { ...instance.env, DATABASE_URL: `postgres://posthorn:hidden@127.0.0.1:${port}/posthorn` };
    const doctor = runCli(['doctor'], { env });
    expect((await doctor.exited).code).toBe(1);
    expect(doctor.output()).toContain(`✗ Postgres: 127.0.0.1:${port} does not let us in → Nothing answers`);
    expect(doctor.output()).toContain('– Migrations: not looked at, since Postgres is not in order');
    expect(doctor.output()).toContain('✓ Temporal:');
    expect(doctor.output()).not.toContain('hidden');
  });

  it('notices a migration that was not applied, and one that this version does not know', async () => {
    const { pool } = instance.ctx;
    await pool.query(`update schema_migrations set name = 'x' || name where name like '0003%'`);
    expect(lineOf((await examine()).lines, 'Migrations')).toContain('✗ Migrations: the database is newer');
    await pool.query(`delete from schema_migrations where name like 'x%'`);
    const { isWell, lines } = await examine();
    expect(isWell).toBe(false);
    expect(lineOf(lines, 'Migrations')).toMatch(/^✗ .*0003_audit\.sql not applied → Run: posthorn migrate$/);
    await pool.query(
      `insert into schema_migrations (name, batch, migration_time) values ('0003_audit.sql', 1, now())`,
    );
    expect((await examine()).isWell).toBe(true);
  });

  it('notices keys that are not those of the database, and one that is still needed', async () => {
    const { lines } = await examine({ encryptionKeys: [{ name: 'test', key: Buffer.alloc(32) }] });
    expect(lineOf(lines, 'Encryption keys')).toContain('✗ Encryption keys: ENCRYPTION_KEYS cannot open');

    const { id } = await createWebhook(instance, { url: 'http://127.0.0.1:4999/', events: ['*'] });
    const lostName = Buffer.concat([Buffer.from([3]), Buffer.from('old'), Buffer.alloc(28)]);
    await instance.ctx.pool.query('update secrets set sealed = $1', [lostName]);
    expect(lineOf((await examine()).lines, 'Encryption keys')).toContain('sealed with old');
    await instance.request('DELETE', `/webhooks/${id}`);
  });

  it('notices that no worker lives', async () => {
    await instance.ctx.pool.query('delete from workers');
    const { isWell, lines } = await examine();
    expect(isWell).toBe(false);
    expect(lineOf(lines, 'Worker')).toBe(
      '✗ Worker: none has given a sign of life for 10 s → Start one: posthorn worker',
    );
  });

  it('notices partitions that run out', async () => {
    const { pool } = instance.ctx;
    const { rows } = await pool.query<{ name: string; today: string }>(
      `select name, to_char(now() at time zone 'utc', 'YYYYMMDD') as today
       from posthorn_time_partitions() where parent = 'attempts'`,
    );
    for (const { name } of rows) await pool.query(`drop table ${name}`);
    await pool.query(
      `create table attempts_${rows[0]!.today} partition of attempts
       for values from (posthorn_uuid_at('${rows[0]!.today}Z')) to (posthorn_uuid_at('${rows[0]!.today}Z'::timestamptz + interval '1 day'))`,
    );
    expect(lineOf((await examine()).lines, 'Partitions')).toContain(
      '✗ Partitions: made for the next 0 days only',
    );
    await pool.query('select posthorn_ensure_partitions(8)');
    expect(lineOf((await examine()).lines, 'Partitions')).toMatch(
      /^✓ Partitions: made for the next (8|9|1\d) days$/,
    );
  });

  it('notices a Temporal that is away, and a namespace that it does not know', async () => {
    const away = await examine({ temporalAddress: `127.0.0.1:${await findFreePort()}` });
    expect(lineOf(away.lines, 'Temporal')).toContain('✗ Temporal: ');
    expect(lineOf(away.lines, 'Search attribute')).toContain('– Search attribute: not looked at');
    const { lines } = await examine({ temporalNamespace: 'posthorn-nowhere' });
    expect(lineOf(lines, 'Namespace')).toContain('Temporal does not know posthorn-nowhere');
  });

  it('notices name servers that do not answer', async () => {
    dns.zone = () => ({ rcode: 'SERVFAIL' });
    expect(lineOf((await examine()).lines, 'DNS')).toContain(`✗ DNS: ${dns.address} do not answer`);
    dns.zone = () => ({ records: [] });
    expect((await examine()).isWell).toBe(true);
    const proxied = await examine({ egressProxy: 'http://127.0.0.1:3128' });
    expect(lineOf(proxied.lines, 'DNS')).toBe('✓ DNS: names are looked up by EGRESS_PROXY');
  });

  it('says what Postgres and Temporal take, and leaves nothing behind in either', async () => {
    const since = new Date().toISOString();
    const { lines, isWell } = await examine();
    expect(isWell).toBe(true);
    expect(lineOf(lines, 'Postgres commits')).toMatch(/^[✓!] .*: [\d.]+ ms each, [\d.]+ ms of it the way/);
    expect(lineOf(lines, 'Postgres connections')).toMatch(/^[✓!] .*: \d+ of \d+ in use/);
    expect(lineOf(lines, 'Temporal starts')).toMatch(/takes [\d.]+ ms: at most \d+ a second of each worker/);
    // No worker runs here.
    expect(lineOf(lines, 'Temporal tasks')).toMatch(/^! .*; 0 pollers → No worker asks for them/);
    const { temporal } = instance.ctx;
    const ours = `WorkflowType = 'posthornDoctor' and StartTime > '${since}'`;
    await until(async () => ((await temporal.workflow.count(ours)).count === 0 ? true : undefined));
  });

  it('says that sending is behind, and what holds it up', async () => {
    const { pool } = instance.ctx;
    const { id } = await createWebhook(instance, { url: 'http://127.0.0.1:4999/', events: ['*'] });
    await emit(instance, 'lead.created', '{"leadId":"l1"}');
    expect(lineOf((await examine()).lines, 'Queue')).toMatch(/^✓ Queue: 1 queued, 0 being sent, 0 wait/);
    await pool.query(`update queue set due_at = now() - interval '1 hour'`);
    const behind = await examine();
    expect(behind.isWell).toBe(true);
    expect(lineOf(behind.lines, 'Queue')).toMatch(
      /^! .*sending is 3600 s behind.* is the limit|are the limit/,
    );
    await instance.request('POST', `/webhooks/${id}/pause`);
    expect(lineOf((await examine()).lines, 'Queue')).toMatch(/^✓ /);
    await instance.request('DELETE', `/webhooks/${id}`);
  });
});
