import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectHarmless, expectRefusal } from '../support/harmless.js';
import { type Instance, startInstance } from '../support/instance.js';

let instance: Instance;
let webhookId: string;
beforeAll(async () => {
  instance = await startInstance({ worker: false });
  webhookId = (await instance.request('POST', '/webhooks', { body: WEBHOOK })).body.id;
});
afterAll(() => instance.stop());

const WEBHOOK = { url: 'http://127.0.0.1:4999/', events: ['*'] };
const EVENT = { event: 'lead.created', data: { leadId: 'l1' } };

/** Every call that takes a body, with one that it accepts. */
const calls = (): [string, string, object][] => [
  ['POST', '/webhooks', WEBHOOK],
  ['PATCH', `/webhooks/${webhookId}`, { description: 'x' }],
  ['POST', `/webhooks/${webhookId}/resume`, { held: 'send' }],
  ['POST', `/webhooks/${webhookId}/test`, { event: 'lead.created' }],
  ['POST', `/webhooks/${webhookId}/secret/rotate`, { graceSeconds: 0 }],
  ['POST', `/webhooks/${webhookId}/replay`, { since: '2026-01-01T00:00:00Z', dryRun: true }],
  ['POST', '/workspaces/default/portal-links', { role: 'read' }],
  ['POST', '/events', EVENT],
  ['POST', '/events/batch', { events: [EVENT] }],
  ['POST', '/api-keys', { name: 'x', role: 'read' }],
  ['PUT', '/workspaces/w1', { name: 'W' }],
];

const sendRaw = (method: string, path: string, rawBody: string | Buffer) =>
  instance.request(method, path, { rawBody });

describe('a key', () => {
  it.each(['x-api-key', 'api_key', 'apiKey', 'key', 'access_token'])(
    'in the query as %s is none',
    async (name) => {
      const path = `/webhooks?${name}=${instance.adminKey}`;
      const answer = await instance.request('GET', path, { key: null });
      expectRefusal(answer);
      expect(answer.status).toBe(401);
      expect(answer.text).not.toContain(instance.adminKey);
    },
  );

  it.each([
    'Bearer',
    'Bearer ',
    'bearer',
    'Bearer  ',
    'Bearer a b',
    'Basic Zm9v',
    'Bearer\t',
    'Bearer null',
    '"',
  ])('as authorization: %j is a 401', async (authorization) => {
    const answer = await instance.request('GET', '/webhooks', { key: null, headers: { authorization } });
    expect(answer.status).toBe(401);
  });

  it.each(['role', 'workspaceId', 'keyId', 'isAdmin'])(
    'cannot be made to be more by a field %s in a body',
    async (field) => {
      const answer = await instance.request('POST', '/webhooks', { body: { ...WEBHOOK, [field]: 'admin' } });
      expect(answer.status).toBe(422);
      expect(answer.body.errors[0].pointer).toBe(`/${field}`);
    },
  );
});

describe('mass assignment', () => {
  it.each([
    'id',
    'status',
    'statusReason',
    'createdAt',
    'heldDeliveries',
    'headerNames',
    'sealed',
    'deleted_at',
  ])('of %s is refused in POST and PATCH', async (field) => {
    for (const [method, path] of [
      ['POST', '/webhooks'],
      ['PATCH', `/webhooks/${webhookId}`],
    ] as const) {
      const answer = await instance.request(method, path, { body: { ...WEBHOOK, [field]: 'enabled' } });
      expect(answer.status, method).toBe(422);
    }
  });
});

describe('prototype pollution', () => {
  it('reaches nothing, whichever call it is tried on', async () => {
    for (const [method, path, body] of calls()) {
      const fields = JSON.stringify(body).slice(1);
      for (const evil of ['"__proto__":{"polluted":1}', '"constructor":{"prototype":{"polluted":1}}']) {
        const answer = await sendRaw(method, path, `{${evil},${fields}`);
        expectRefusal(answer, `${method} ${path}`);
        expect(answer.status, `${method} ${path}`).toBe(422);
      }
    }
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('inside data passes through as data', async () => {
    const data = '{"leadId":"l1","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}';
    const { status, body } = await sendRaw('POST', '/events', `{"event":"lead.created","data":${data}}`);
    expect(status).toBe(202);
    const { text } = await instance.request('GET', `/events/${body.id}`);
    expect(text).toContain(data);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('by the names of a webhook’s headers reaches nothing', async () => {
    const answer = await sendRaw(
      'POST',
      '/webhooks',
      `{"url":"${WEBHOOK.url}","events":["*"],"headers":{"__proto__":"x","constructor":"y"}}`,
    );
    expectHarmless(answer);
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });
});

describe('JSON', () => {
  it('as deep as a body may be is answered by every call', async () => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    const deepObject = `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`;
    for (const [method, path, body] of calls()) {
      for (const nested of [deep, deepObject]) {
        const [name] = Object.keys(body);
        expectHarmless(await sendRaw(method, path, `{"${name}":${nested}}`), `${method} ${path} ${name}`);
        expectHarmless(await sendRaw(method, path, nested), `${method} ${path}`);
      }
    }
  });

  it('as wide as a body may be is answered with a few of its faults', async () => {
    const wide = Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`f${n}`, n]));
    for (const [method, path, body] of calls()) {
      const answer = await instance.request(method, path, { body: { ...body, ...wide } });
      expectRefusal(answer, `${method} ${path}`);
      expect(answer.body.errors?.length ?? 0, `${method} ${path}`).toBeLessThanOrEqual(20);
    }
    const headers = await instance.request('POST', '/webhooks', { body: { ...WEBHOOK, headers: wide } });
    expectRefusal(headers);
    const events = Array.from({ length: 40_000 }, (_, n) => `e${n}`);
    expectRefusal(await instance.request('POST', '/webhooks', { body: { ...WEBHOOK, events } }));
  });

  it.each([
    ['not UTF-8', Buffer.from([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d])],
    ['an overlong encoding', Buffer.from([0x7b, 0x22, 0xc0, 0xaf, 0x22, 0x3a, 0x31, 0x7d])],
    ['a surrogate in UTF-8', Buffer.from([0x7b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x3a, 0x31, 0x7d])],
    ['UTF-16', Buffer.from('{"a":1}', 'utf16le')],
    ['with a BOM', Buffer.from('\uFEFF{"a":1}')],
    ['with NaN', Buffer.from('{"a":NaN}')],
    ['with a comment', Buffer.from('{"a":1/**/}')],
    ['empty', Buffer.from(' ')],
  ])('that is %s is a 400 of every call', async (_, bytes) => {
    for (const [method, path] of calls()) {
      const answer = await sendRaw(method, path, bytes);
      expectRefusal(answer, `${method} ${path}`);
      expect(answer.status, `${method} ${path}`).toBe(400);
    }
  });

  it('of other types than expected is a refusal of every field', async () => {
    for (const [method, path, body] of calls()) {
      for (const name of Object.keys(body)) {
        for (const value of [[], {}, -1, 1e308, true, '\0', 'x'.repeat(9_999), [[null]]]) {
          const answer = await instance.request(method, path, { body: { ...body, [name]: value } });
          expectHarmless(answer, `${method} ${path} ${name}=${JSON.stringify(value).slice(0, 40)}`);
        }
      }
    }
  });
});

describe('a control character', () => {
  const bad = ['a\r\nx-evil: 1', 'a\nb', 'a\rb', 'a\0b', 'a\x7fb', 'a\u0085b', 'é', '\u2028', 'a\x1bb'];

  it.each(bad)('in a header of a webhook is refused: %j', async (text) => {
    for (const headers of [{ 'x-team': text }, { [text]: 'x' }]) {
      const answer = await instance.request('POST', '/webhooks', { body: { ...WEBHOOK, headers } });
      expectRefusal(answer);
      expect(answer.status).toBe(422);
    }
  });

  it.each(bad)('in what else may reach a header is refused, or not sent: %j', async (text) => {
    const inUrl = await instance.request('POST', '/webhooks', {
      body: { ...WEBHOOK, url: `${WEBHOOK.url}${text}` },
    });
    if (/[\0-\x20\x7f\u0085\u2028]/.test(text)) expect(inUrl.status).toBe(422);
    else expectHarmless(inUrl);
    const calls = [
      { event: text, data: {} },
      { ...EVENT, externalId: text },
      { ...EVENT, workspaceId: text },
    ];
    for (const body of calls) expectRefusal(await instance.request('POST', '/events', { body }));
    const workspace = await instance.request('PUT', `/workspaces/${encodeURIComponent(text)}`, {
      body: { name: 'x' },
    });
    expect(workspace.status).toBe(422);
    for (const query of ['subject', 'externalId', 'eventType', 'cursor', 'limit']) {
      expectHarmless(await instance.request('GET', `/events?${query}=${encodeURIComponent(text)}`), query);
    }
  });
});

describe('a query', () => {
  const lists = ['/webhooks', '/events', '/deliveries', '/workspaces', '/api-keys', '/event-types', '/audit'];

  it('with a parameter twice is a 400 of every list', async () => {
    for (const path of lists) {
      for (const twice of [
        'limit=1&limit=1',
        'cursor=a&cursor=b',
        'limit[]=1&limit[]=2',
        'limit=1&limi%74=2',
      ]) {
        expectRefusal(await instance.request('GET', `${path}?${twice}`), `${path}?${twice}`);
      }
    }
  });

  it('with the cursor of another list is refused, or shows nothing that is not this list’s', async () => {
    for (let n = 0; n < 2; n++) {
      await instance.request('POST', '/webhooks', { body: WEBHOOK });
      await instance.request('POST', '/events', { body: EVENT });
      await instance.request('PUT', `/workspaces/cursor-${n}`, { body: { name: 'x' } });
      await instance.request('POST', '/api-keys', { body: { name: 'x', role: 'read' } });
    }
    const cursors = new Map<string, string>();
    for (const path of lists) {
      const { body } = await instance.request('GET', `${path}?limit=1`);
      expect(body.nextCursor, path).toEqual(expect.any(String));
      cursors.set(path, body.nextCursor);
    }
    const elsewhere = { headers: { 'x-workspace-id': 'cursor-1' } };
    for (const path of lists) {
      for (const cursor of [
        ...cursors.values(),
        'x'.repeat(512),
        'AAAA',
        '..',
        '%27%20or%201=1--',
        '%F0%9F%98%80',
      ]) {
        expectHarmless(await instance.request('GET', `${path}?cursor=${cursor}`), `${path} ${cursor}`);
      }
      const foreign = await instance.request('GET', `${path}?cursor=${cursors.get(path)}`, elsewhere);
      expectHarmless(foreign, path);
      if (['/webhooks', '/events', '/deliveries', '/audit'].includes(path))
        expect(foreign.body.data ?? []).toEqual([]);
    }
  });
});
