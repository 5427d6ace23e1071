import { createHash, randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { Client, Connection } from '@temporalio/client';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { JsonAnswer } from '../support/request.js';
import { until } from '../support/until.js';
import { type Installation, startInstallation } from './support/installation.js';
import { databasePlaces, type Place, temporalPlaces } from './support/places.js';
import { type Receivers, startReceivers } from './support/receivers.js';

const mark = (name: string) => `MARK${name}${randomBytes(9).toString('hex')}`;

/** What is planted. Each is searched for everywhere, and found where `MAY_BE_IN` says, and nowhere else. */
const signing = mark('signing');
const planted: Record<string, string> = {
  payload: mark('payload'),
  'URL query': mark('query'),
  'header value': mark('header'),
  'signing secret': Buffer.from(signing).toString('base64'),
  'signing secret, its bytes': signing,
  'admin key': mark('admin'),
  'encryption key': createHash('sha256').update(mark('keyring')).digest('base64'),
  'text sent for a key': mark('guess'),
};
const MAY_BE_IN: Record<string, string[]> = {
  // What a receiver says back is its answer, not ours.
  payload: ['events.payload', 'attempts.response_headers'],
  'URL query': ['webhooks.url', 'attempts.url'],
};

let receivers: Receivers;
let posthorn: Installation;
const answers: JsonAnswer[] = [];
let places: Place[] = [];
let temporal: Connection;
let pool: pg.Pool;

beforeAll(async () => {
  receivers = await startReceivers();
  posthorn = await startInstallation({
    ADMIN_API_KEY: planted['admin key']!,
    ENCRYPTION_KEYS: `k1:${planted['encryption key']}`,
    ALLOW_HTTP: 'true',
    ALLOWED_PRIVATE_CIDRS: '127.0.0.1/32',
    DNS_SERVERS: receivers.dns.address,
    OPERATIONS_WEBHOOK_URL: `${receivers.http.url}/?token=${planted['URL query']}`,
  });
  pool = new pg.Pool({ connectionString: posthorn.databaseUrl, max: 2 });
  temporal = await Connection.connect({ address: inject('temporalAddress') });
  await makeCredentials();
  await failInEveryWay();
  await refuseInEveryWay();
  await loseTheDatabase();
  await loseTemporal();
  const metrics = await Promise.all(
    [posthorn.port, posthorn.metricsPort].map(async (port) =>
      (await fetch(`http://127.0.0.1:${port}/metrics`)).text(),
    ),
  );
  await posthorn.stop();
  places = [
    { name: 'logs', text: posthorn.logs() },
    { name: 'metrics', text: metrics.join('\n') },
    { name: 'refusals', text: answers.map(({ text }) => text).join('\n') },
    ...(await databasePlaces(pool)),
    ...(await temporalPlaces(new Client({ connection: temporal }), posthorn.taskQueue, 15)),
  ];
}, 480_000);
afterAll(async () => {
  await temporal?.close();
  await pool?.end();
  await posthorn?.drop();
  await receivers?.close();
});

const call = (method: string, path: string, body?: object, headers: Record<string, string> = {}) =>
  posthorn.request(method, path, { ...(body && { body }), headers });

/** A call that is refused, and whose answer is a place to look into too. */
async function refused(answer: Promise<JsonAnswer>): Promise<void> {
  answers.push(await answer);
  expect(answers.at(-1)!.status).toBeGreaterThanOrEqual(400);
}

const event = (name = 'lead.created') => ({
  event: name,
  data: { leadId: 'l1', firstName: planted['payload'] },
});

const webhookOn = (origin: string) => ({
  url: `${origin}${new URL(origin).pathname === '/' ? '/hook' : ''}?token=${planted['URL query']}`,
  events: ['lead.created'],
  secret: `whsec_${planted['signing secret']}`,
  headers: { 'x-team': planted['header value'] },
  timeoutMs: 15_000,
  retryPolicy: { delaysSeconds: [] },
});

async function createWebhook(origin: string, more: object = {}): Promise<string> {
  const {
    status,
    body,
    text: told,
  } = await call(
    'POST',
    '/webhooks',
    { ...webhookOn(origin), ...more },
    {
      'idempotency-key': `webhook-${origin.length}-${randomBytes(4).toString('hex')}`,
    },
  );
  expect(status, told).toBe(201);
  return body.id;
}

/** Everything that lets somebody in is planted as it is made. */
async function makeCredentials(): Promise<void> {
  const { body: key } = await call(
    'POST',
    '/api-keys',
    { name: 'k', role: 'manage', workspaceId: 'default' },
    { 'idempotency-key': 'key' },
  );
  planted['API key'] = key.key;
  const signIn = await fetch(`${posthorn.url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
    body: JSON.stringify({ apiKey: key.key }),
  });
  planted['session token'] = /=([\w-]{43});/.exec(signIn.headers.get('set-cookie') ?? '')![1]!;
  for (const name of ['portal link', 'portal link, opened']) {
    const { body } = await call('POST', '/workspaces/default/portal-links', { role: 'manage' });
    planted[name] = body.url.split('/').at(-1);
  }
  const opened = await fetch(`${posthorn.url}/portal/${planted['portal link, opened']}`, {
    redirect: 'manual',
  });
  planted['portal session token'] = /=([\w-]{43});/.exec(opened.headers.get('set-cookie') ?? '')![1]!;
}

/** One event to a webhook for each way that an attempt can fail, and one whose record was spoilt. */
async function failInEveryWay(): Promise<void> {
  const good = await createWebhook(receivers.http.url, { events: ['lead.*'] });
  const { body: rotated } = await call('POST', `/webhooks/${good}/secret/rotate`);
  planted['rotated secret'] = rotated.secrets[0].secret.slice('whsec_'.length);
  for (const { origin, timeoutMs } of receivers.failing) {
    // At save its name must not lead there yet.
    const zone = receivers.dns.zone;
    receivers.dns.zone = () => ({ rcode: 'NXDOMAIN' });
    await createWebhook(origin, timeoutMs === undefined ? {} : { timeoutMs });
    receivers.dns.zone = zone;
  }
  const spoilt = await createWebhook(receivers.http.url);
  await pool.query(
    `update secrets set sealed = $2 where webhook_id = (select id from webhooks where url = $1 order by id desc limit 1)`,
    [webhookOn(receivers.http.url).url, randomBytes(80)],
  );
  const unusable = await createWebhook(`${receivers.http.url}/unusable`);
  await pool.query(`update webhooks set url = 'ht!tp://x?token=' || $1 where url like '%/unusable?%'`, [
    planted['URL query'],
  ]);
  expect([spoilt, unusable]).not.toContain(undefined);
  const { body } = await call('POST', '/events', event());
  expect(body.deliveries).toBe(receivers.failing.length + 3);
  await untilOver(body.id);
  await call('POST', `/webhooks/${good}/test`, { wait: true });
}

async function untilOver(eventId: string): Promise<void> {
  await until(async () => {
    const { body } = await call('GET', `/events/${eventId}`);
    return body.deliveries.every(({ status }: { status: string }) => /^(delivered|failed)$/.test(status))
      ? true
      : undefined;
  });
}

/** Bodies, queries, keys and bytes that are refused at every step of a request. */
async function refuseInEveryWay(): Promise<void> {
  const hook = webhookOn(receivers.http.url);
  const json = (rawBody: string, headers = {}) => ({ rawBody, headers });
  const all = JSON.stringify({ ...hook, ...event() });
  for (const path of ['/webhooks', '/events', '/events/batch', '/api-keys']) {
    await refused(posthorn.request('POST', path, json(all.slice(0, -1))));
    await refused(posthorn.request('POST', path, json(`\uFEFF${all}`)));
    await refused(posthorn.request('POST', path, json(all, { 'content-type': 'text/plain' })));
    await refused(posthorn.request('POST', path, json(all, { 'content-encoding': 'gzip' })));
    await refused(posthorn.request('POST', path, json(all)));
    await refused(
      posthorn.request('POST', path, { body: { [path]: 'x' }, key: planted['text sent for a key']! }),
    );
    await refused(posthorn.request('POST', `${path}?token=${planted['text sent for a key']}`, json(all)));
  }
  await refused(
    call('POST', '/webhooks', { ...hook, url: `http://10.0.0.1/?token=${planted['URL query']}` }),
  );
  await refused(call('POST', '/webhooks', { ...hook, url: `ftp://x/?token=${planted['URL query']}` }));
  await refused(call('POST', '/webhooks', { ...hook, headers: { host: planted['header value'] } }));
  await refused(call('POST', '/webhooks', { ...hook, headers: { 'x-a': `${planted['header value']}\n` } }));
  await refused(call('POST', '/webhooks', { ...hook, secret: `whsec_${planted['signing secret']}!` }));
  await refused(call('POST', '/events', { ...event(), data: { leadId: [planted['payload']] } }));
  await refused(call('POST', '/events', { ...event(), externalId: `${planted['payload']}.` }));
  await refused(call('POST', '/events', { ...event(), data: { ...event().data, pad: 'x'.repeat(300_000) } }));
  await refused(
    call('POST', '/events', event(), { 'idempotency-key': `${planted['text sent for a key']},` }),
  );
  await refused(call('GET', `/${planted['text sent for a key']}`));
  await refused(call('GET', `/webhooks/${planted['text sent for a key']}`));
  await refused(call('GET', `//portal/${planted['text sent for a key']}`));
  for (const authorization of ['Bearer', 'Basic'])
    await refused(
      posthorn.request('GET', '/webhooks', {
        key: null,
        headers: { authorization: `${authorization} ${planted['text sent for a key']}` },
      }),
    );
  for (const bytes of [
    `NONSENSE ${planted['text sent for a key']}\r\n\r\n`,
    `GET /?${'a'.repeat(20_000)} HTTP/1.1\r\n\r\n`,
  ]) {
    const socket = connect(posthorn.port, '127.0.0.1');
    socket.end(bytes);
    await text(socket);
  }
  await call('POST', '/events', { ...event(), externalId: 'once' });
  await refused(call('POST', '/events', { ...event(), externalId: 'once', subject: 'other' }));
}

/** Cut while a receiver still has an attempt, and while calls of every kind come in. */
async function loseTheDatabase(): Promise<void> {
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  let arrived = false;
  receivers.http.answer(async ({ headers }) => {
    if (headers['webhook-event'] === 'lead.updated') {
      arrived = true;
      await held;
    }
    return {};
  });
  const { body } = await call('POST', '/events', event('lead.updated'));
  await until(async () => arrived || undefined);
  posthorn.toDatabase.cut();
  release();
  await posthorn.waitForLog(/an outcome waits for the database/);
  await refused(call('POST', '/webhooks', webhookOn(receivers.http.url), { 'idempotency-key': 'away' }));
  await refused(call('POST', '/events', event()));
  await refused(call('POST', '/events', event(), { 'x-api-key': planted['API key']! }));
  await refused(call('GET', '/webhooks?limit=1'));
  await posthorn.waitForLog(/deliveries could not be claimed|the queue cannot be listened to/);
  posthorn.toDatabase.restore();
  await until(async () => ((await call('GET', '/webhooks?limit=1')).status === 200 ? true : undefined));
  await untilOver(body.id);
}

async function loseTemporal(): Promise<void> {
  posthorn.toTemporal.cut();
  const { body } = await call('POST', '/events', event('lead.updated'));
  await posthorn.waitForLog(/Temporal does not answer/);
  const { body: list } = await call('GET', `/deliveries?eventId=${body.id}`);
  await call('GET', `/deliveries/${list.data[0].id}`);
  posthorn.toTemporal.restore();
  await untilOver(body.id);
}

const found = (marker: string): string[] =>
  places.filter(({ text }) => text.includes(marker)).map(({ name }) => name);

describe('what was planted', () => {
  it('went the way of every failure', () => {
    const logs = places.find(({ name }) => name === 'logs')!.text;
    const codes = [...receivers.failing.map(({ code }) => code), 'bad-secret', 'invalid-url'];
    expect(codes.filter((code) => !logs.includes(`"errorCode":"${code}"`))).toEqual([]);
    const statuses = [...new Set(answers.map(({ status }) => status))].sort((a, b) => a - b);
    expect(statuses).toEqual([400, 401, 404, 409, 410, 413, 415, 422, 503]);
    expect(logs).toContain('"level":"debug"');
    const histories = places.filter(({ name }) => name.startsWith('workflow dlv_'));
    expect(histories.length).toBeGreaterThanOrEqual(15);
    expect(histories.some(({ text }) => text.includes('lead.created'))).toBe(true);
  });

  it('is found where it belongs, so that a search finds what is there', () => {
    for (const [name, allowed] of Object.entries(MAY_BE_IN))
      expect(found(planted[name]!), name).toEqual(expect.arrayContaining(allowed.slice(0, 1)));
    expect(found(planted['URL query']!)).toContain('attempts.url');
  });

  it('is in no log, metric, refusal, column or history besides', () => {
    expect(Object.keys(planted).length).toBeGreaterThanOrEqual(14);
    for (const [name, marker] of Object.entries(planted)) {
      expect(marker.length, name).toBeGreaterThan(20);
      const elsewhere = found(marker).filter((place) => !MAY_BE_IN[name]?.includes(place));
      expect(elsewhere, name).toEqual([]);
    }
  });
});
