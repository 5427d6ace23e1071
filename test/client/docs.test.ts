import { execFileSync } from 'node:child_process';
import { createPrivateKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { createDatabase } from '../support/database.js';
import {
  findTypeErrors,
  isInstalled,
  makeFolder,
  readSnippet,
  runReceiver,
  type RunningSnippet,
  toJavaScript,
} from './support/run-snippet.js';

const secret = `whsec_${randomBytes(32).toString('base64')}`;
const olderSecret = `whsec_${randomBytes(24).toString('base64')}`;
const folder = makeFolder();
afterAll(() => folder.remove());

interface Envelope {
  id: string;
  event: string;
  timestamp?: string;
  test?: true;
  data: Record<string, unknown>;
}

function signed(envelope: Envelope, options: { secret?: string; at?: Date } = {}): RequestInit {
  const body = JSON.stringify({ workspaceId: 'default', timestamp: '2026-11-23T18:30:00.000Z', ...envelope });
  const at = options.at ?? new Date();
  return {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'webhook-id': envelope.id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(options.secret ?? secret).sign(envelope.id, at, body),
    },
  };
}

const event: Envelope = { id: 'evt_1', event: 'lead.created', data: { leadId: 'lead-1', name: 'Grüß' } };

/** What every receiver of docs/receivers.md must do with a request. */
async function checkReceiver(
  post: (init: RequestInit) => Promise<Response>,
  output: () => string,
): Promise<void> {
  const wanted: [number, RequestInit][] = [
    [204, signed(event)],
    [204, signed(event, { secret: olderSecret })],
    [401, signed(event, { secret: `whsec_${randomBytes(32).toString('base64')}` })],
    [401, { ...signed(event), body: '{}' }],
    [401, signed(event, { at: new Date(Date.now() - 3_600_000) })],
  ];
  for (const [status, init] of wanted) expect((await post(init)).status).toBe(status);
  expect(output().match(/received evt_1 lead\.created/g)).toHaveLength(2);
}

describe('docs/receivers.md, run as it stands there', () => {
  let running: RunningSnippet | undefined;
  afterEach(async () => {
    await running?.stop();
    running = undefined;
  });
  const env = { WEBHOOK_SECRET: `${secret} ${olderSecret}` };
  const check = (snippet: RunningSnippet): Promise<void> =>
    checkReceiver((init) => fetch((running = snippet).url, init), snippet.output);

  test('the Express receiver', async () => {
    const file = folder.write('receiver.mjs', toJavaScript(readSnippet('receivers.md', 'receiver.ts')));
    await check(await runReceiver(process.execPath, [file], env));
  });

  test('the Next.js route', async () => {
    vi.stubEnv('WEBHOOK_SECRET', env.WEBHOOK_SECRET);
    const lines: string[] = [];
    const log = vi.spyOn(console, 'log').mockImplementation((...words) => void lines.push(words.join(' ')));
    const file = folder.write('route.mjs', toJavaScript(readSnippet('receivers.md', 'app/hooks/route.ts')));
    const { POST } = (await import(pathToFileURL(file).href)) as {
      POST(request: Request): Promise<Response>;
    };
    await checkReceiver(
      (init) => POST(new Request('http://receiver/hooks', init)),
      () => lines.join('\n'),
    );
    log.mockRestore();
    vi.unstubAllEnvs();
  });

  test.runIf(isInstalled('python3', '--version'))('the Python receiver', async () => {
    const file = folder.write('receiver.py', readSnippet('receivers.md', 'receiver.py'));
    await check(await runReceiver('python3', [file], env));
  });

  test.runIf(isInstalled('go', 'version'))(
    'the Go receiver, ed25519 too',
    async () => {
      const file = folder.write('receiver.go', readSnippet('receivers.md', 'receiver.go'));
      const binary = `${folder.path}/receiver`;
      execFileSync('go', ['build', '-o', binary, file], { env: { ...process.env, GOTOOLCHAIN: 'local' } });
      const { privateKey, publicKey } = generateKeyPairSync('ed25519');
      const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
      const keys = `${env.WEBHOOK_SECRET} whpk_${raw.toString('base64')}`;
      const snippet = await runReceiver(binary, [], { WEBHOOK_SECRET: keys });
      await check(snippet);

      const init = signed(event);
      const headers = init.headers as Record<string, string>;
      const content = `${event.id}.${headers['webhook-timestamp']}.${init.body as string}`;
      const key = createPrivateKey(privateKey.export({ format: 'pem', type: 'pkcs8' }));
      headers['webhook-signature'] = `v1a,${sign(null, Buffer.from(content), key).toString('base64')}`;
      expect((await fetch(snippet.url, init)).status).toBe(204);
      expect((await fetch(snippet.url, { ...init, body: '{}' })).status).toBe(401);
    },
    300_000,
  );
});

test.each([
  ['receivers.md', 'receiver.ts'],
  ['receivers.md', 'app/hooks/route.ts'],
  ['lead-imports.md', 'import-leads.ts'],
])('docs/%s: the types of %s hold', (page, name) => {
  const file = folder.write(`${name.replaceAll('/', '-').slice(0, -3)}.mts`, readSnippet(page, name));
  expect(findTypeErrors(file)).toBe('');
});

describe('docs/lead-imports.md, run as it stands there', () => {
  let database: { url: string; drop(): Promise<void> };
  let client: pg.Client;
  let receiver: RunningSnippet;

  beforeAll(async () => {
    database = await createDatabase(inject('databaseServerUrl'), 'template1');
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query(readSnippet('lead-imports.md', 'leads.sql'));
    const file = folder.write(
      'import-leads.mjs',
      toJavaScript(readSnippet('lead-imports.md', 'import-leads.ts')),
    );
    receiver = await runReceiver(process.execPath, [file], {
      WEBHOOK_SECRET: secret,
      DATABASE_URL: database.url,
    });
  });
  afterAll(async () => {
    await receiver.stop();
    await client.end();
    await database.drop();
  });

  const at = (minute: number): string => `2026-11-23T18:${String(minute).padStart(2, '0')}:00.000Z`;
  const send = async (envelope: Envelope): Promise<number> =>
    (await fetch(receiver.url, signed(envelope))).status;
  const fieldsOf = async (leadId: string): Promise<unknown> => {
    const { rows } = await client.query<{ fields: unknown }>('select fields from leads where lead_id = $1', [
      leadId,
    ]);
    return rows[0]?.fields;
  };

  const created: Envelope = {
    id: 'evt_01',
    event: 'lead.created',
    timestamp: at(1),
    data: { leadId: 'a', firstName: 'Jo', phoneNumber: '+1', email: null },
  };
  const phone: Envelope = {
    id: 'evt_02',
    event: 'lead.updated',
    timestamp: at(2),
    data: {
      leadId: 'a',
      phoneNumber: '+2',
      checklistItems: [
        { checklistItemId: 'c1', status: 'TODO' },
        { checklistItemId: 'c2', status: 'TODO' },
      ],
    },
  };
  const name: Envelope = {
    id: 'evt_03',
    event: 'lead.updated',
    timestamp: at(3),
    data: { leadId: 'a', firstName: 'Joe', checklistItems: [{ checklistItemId: 'c1', status: 'COMPLETED' }] },
  };
  const whole = {
    firstName: 'Joe',
    phoneNumber: '+2',
    email: null,
    'checklistItems/c1': { checklistItemId: 'c1', status: 'COMPLETED' },
    'checklistItems/c2': { checklistItemId: 'c2', status: 'TODO' },
  };

  const orders = [
    [created, phone, name],
    [created, name, phone],
    [phone, created, name],
    [phone, name, created],
    [name, created, phone],
    [name, phone, created],
  ].map((events) => ({ order: events.map(({ id }) => id).join(', '), events }));

  test.each(orders)(
    'a lead is the same when its events arrive as $order, each of them twice',
    async (given) => {
      const leadId = given.order;
      for (const item of [...given.events, ...given.events]) {
        const copy = {
          ...item,
          id: `${item.id}_${leadId}`.replaceAll(/\W+/g, '_'),
          data: { ...item.data, leadId },
        };
        expect(await send(copy)).toBe(204);
      }
      expect(await fieldsOf(leadId)).toEqual(whole);
    },
  );

  test('events of one lead that arrive together are all kept', async () => {
    const events = Array.from({ length: 20 }, (_, n) => ({
      id: `evt_together_${String(n).padStart(2, '0')}`,
      event: 'lead.updated',
      timestamp: at(5),
      data: { leadId: 'together', [`own${n}`]: n, b: n, a: n },
    }));
    expect(new Set(await Promise.all(events.map(send)))).toEqual(new Set([204]));
    expect(await fieldsOf('together')).toMatchObject({ a: 19, b: 19, own0: 0, own19: 19 });
  });

  test('a test send is no lead', async () => {
    expect(await send({ ...created, id: 'evt_test', test: true, data: { leadId: 'test' } })).toBe(204);
    expect(await fieldsOf('test')).toBeUndefined();
  });

  test('what could not be kept is answered 500, and is kept when it comes again', async () => {
    const late: Envelope = { ...created, id: 'evt_late', data: { leadId: 'late', firstName: 'Jo' } };
    await client.query('alter table lead_fields rename to away');
    expect(await send(late)).toBe(500);
    await client.query('alter table away rename to lead_fields');
    expect(await send(late)).toBe(204);
    expect(await fieldsOf('late')).toEqual({ firstName: 'Jo' });
  });
});
