import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Instance, startInstance } from '../support/instance.js';

let instance: Instance;
beforeAll(async () => {
  instance = await startInstance({ worker: false });
});
afterAll(() => instance.stop());

const EVENT = { event: 'lead.created', data: { leadId: 'l1' } };
const WEBHOOK = { url: 'http://127.0.0.1:4999/', events: ['*'] };

const emit = (rawBody: string | Buffer, headers: Record<string, string> = {}) =>
  instance.request('POST', '/events', { rawBody, headers });

/** What the server answers to these very bytes. */
async function sendBytes(bytes: string): Promise<string> {
  const socket = connect(Number(new URL(instance.url).port), '127.0.0.1');
  socket.write(bytes);
  return text(socket);
}

describe('a body', () => {
  it('needs content-type application/json in UTF-8', async () => {
    const json = JSON.stringify(EVENT);
    expect((await emit(json, { 'content-type': 'application/json; charset=utf-8' })).status).toBe(202);
    for (const type of ['text/plain', 'application/json; charset=latin1', 'application/jsonp', '']) {
      expect((await emit(json, { 'content-type': type })).status, type).toBe(415);
    }
  });

  it('is not decompressed', async () => {
    const answer = await emit(gzipSync(JSON.stringify(EVENT)), { 'content-encoding': 'gzip' });
    expect(answer.status).toBe(415);
    expect((await emit(JSON.stringify(EVENT), { 'content-encoding': 'identity' })).status).toBe(202);
  });

  it.each([
    ['no body at all', ''],
    ['broken JSON', '{"event": "lead.created",'],
    ['a byte order mark', `\uFEFF${JSON.stringify(EVENT)}`],
    ['bytes that are not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
    ['two values', '{} {}'],
  ])('with %s is a 400 that quotes none of it', async (_, rawBody) => {
    const answer = await emit(rawBody);
    expect(answer.status).toBe(400);
    expect(answer.body.code).toBe('malformed-request');
    expect(answer.text).not.toContain('lead.created');
  });

  it.each([['[]'], ['null'], ['"text"'], ['1']])('that is %s is a 422', async (rawBody) => {
    expect((await emit(rawBody)).status).toBe(422);
  });

  it('as deep as it likes neither breaks the call nor the process', async () => {
    const depth = 60_000;
    const data = `{"leadId":"l1","deep":${'['.repeat(depth)}${']'.repeat(depth)}}`;
    expect((await emit(`{"event":"lead.created","data":${data}}`)).status).toBe(202);
  });

  it('is at most 256 KiB for an event', async () => {
    const ofSize = (bytes: number) => {
      const empty = JSON.stringify({ ...EVENT, data: { leadId: 'l1', filler: '' } });
      return JSON.stringify({ ...EVENT, data: { leadId: 'l1', filler: 'x'.repeat(bytes - empty.length) } });
    };
    expect((await emit(ofSize(256 * 1024))).status).toBe(202);
    const answer = await emit(ofSize(256 * 1024 + 1));
    expect(answer.status).toBe(413);
    expect(answer.body.code).toBe('too-large');
  });

  it('is at most 1 MiB elsewhere', async () => {
    const rawBody = JSON.stringify({ ...WEBHOOK, description: 'x'.repeat(1024 * 1024) });
    expect((await instance.request('POST', '/webhooks', { rawBody })).status).toBe(413);
  });

  it('may be left out where every field may, with its content-type', async () => {
    const { body: webhook } = await instance.request('POST', '/webhooks', { body: WEBHOOK });
    const path = `/webhooks/${webhook.id}/resume`;
    expect((await instance.request('POST', path)).status).toBe(200);
    expect((await instance.request('POST', path, { body: {} })).status).toBe(200);
    expect((await instance.request('POST', path, { body: { hold: 'send' } })).status).toBe(422);
    expect((await instance.request('POST', `/webhooks/${webhook.id}/pause`, { body: { a: 1 } })).status).toBe(
      422,
    );
  });

  it('that names fields we do not know is told which', async () => {
    const answer = await instance.request('POST', '/webhooks', {
      body: { ...WEBHOOK, Url: 'x', retryPolicy: { maxAttempts: 3 }, 'a/b~c': 1 },
    });
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ code: 'invalid-input', type: '/docs/problems#invalid-input' });
    const pointers = answer.body.errors.map((error: { pointer: string }) => error.pointer);
    expect(pointers.sort()).toEqual(['/Url', '/a~1b~0c', '/retryPolicy/maxAttempts']);
  });

  it('in a union is told about the branch that was meant', async () => {
    const answer = await instance.request('POST', '/webhooks', {
      body: { ...WEBHOOK, retryPolicy: { delaysSeconds: [60, 0, 0] } },
    });
    expect(answer.body.errors.map((error: { pointer: string }) => error.pointer)).toEqual([
      '/retryPolicy/delaysSeconds/1',
      '/retryPolicy/delaysSeconds/2',
    ]);
  });

  it.each([
    ['too many', Array<number>(50).fill(60)],
    ['not a list', 60],
  ])('in a union is not called unknown for delays that are %s', async (_, delaysSeconds) => {
    const answer = await instance.request('POST', '/webhooks', {
      body: { ...WEBHOOK, retryPolicy: { delaysSeconds } },
    });
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toEqual([
      { pointer: '/retryPolicy/delaysSeconds', detail: expect.stringContaining('expected array') },
    ]);
  });

  it('with a field named __proto__ is an unknown field like any other', async () => {
    const answer = await instance.request('POST', '/webhooks', {
      rawBody: `{"url":"http://127.0.0.1:4999/","events":["*"],"__proto__":{"x":1}}`,
    });
    expect(answer.status).toBe(422);
    expect(answer.body.errors[0].pointer).toBe('/__proto__');
  });

  it('with numbers that would take for ever to add up is refused at once', async () => {
    const answer = await instance.request('POST', '/webhooks', {
      body: { ...WEBHOOK, retryPolicy: { maximumAttempts: Number.MAX_SAFE_INTEGER } },
    });
    expect(answer.status).toBe(422);
  });
});

describe('a query', () => {
  it.each([
    ['?limit=0', 422, 'limit'],
    ['?limit=251', 422, 'limit'],
    ['?limit=', 422, 'limit'],
    ['?limit=1.5', 422, 'limit'],
    ['?limit=1e2', 422, 'limit'],
    ['?limits=1', 422, 'limits'],
    ['?__proto__=1', 422, '__proto__'],
    ['?limit=1&limit=2', 400, 'limit'],
    ['?cursor=abc', 422, 'cursor'],
    ['?subject=%00', 422, 'subject'],
  ])('%s is refused with %i', async (query, status, pointer) => {
    const answer = await instance.request('GET', `/events${query}`);
    expect(answer.status).toBe(status);
    expect(answer.body.errors[0].pointer).toBe(pointer);
  });

  it('pages the list of event types like any other', async () => {
    const names: string[] = [];
    let cursor = '';
    do {
      const { status, body } = await instance.request('GET', `/event-types?limit=3${cursor}`);
      expect([status, body.data.length <= 3]).toEqual([200, true]);
      names.push(...body.data.map(({ name }: { name: string }) => name));
      cursor = body.nextCursor === null ? '' : `&cursor=${body.nextCursor}`;
    } while (cursor !== '');
    const whole = await instance.request('GET', '/event-types');
    expect(whole.body.nextCursor).toBeNull();
    expect(names).toEqual(whole.body.data.map(({ name }: { name: string }) => name));
    expect(names.length).toBeGreaterThan(3);
  });

  it('that is not percent-encoded is a 400', async () => {
    expect((await instance.request('GET', '/events?subject=%E0%A4%A')).status).toBe(400);
  });

  it('is refused too where a call takes none', async () => {
    expect((await instance.request('POST', '/events/batch?validateOnly=true', { body: {} })).status).toBe(
      422,
    );
  });
});

describe('a path and its method', () => {
  it('that is unknown is a 404 problem', async () => {
    for (const path of ['/nothing', '/webhooks/x/y/z', '//nothing', '//docs/nothing', '/Webhooks']) {
      const answer = await instance.request('GET', path);
      expect(answer.status, path).toBe(404);
      expect(answer.body.code).toBe('not-found');
    }
  });

  it('an id that nothing could have is a 404', async () => {
    for (const id of ['wh_1', 'evt_01JZ6K3V9N8Q5W2X4Y7T0R1M3P', '%00', 'a%2Fb']) {
      expect((await instance.request('GET', `/webhooks/${id}`)).status, id).toBe(404);
    }
    expect((await instance.request('GET', '/webhooks/%E0%A4%A')).status).toBe(400);
  });

  it('that do not go together are a 405 with Allow', async () => {
    const answer = await instance.request('DELETE', '/webhooks');
    expect(answer.status).toBe(405);
    expect(answer.body.code).toBe('method-not-allowed');
    expect(String(answer.headers['allow']).split(', ').sort()).toEqual(['GET', 'HEAD', 'OPTIONS', 'POST']);
    expect((await instance.request('GET', '/events/batch')).headers['allow']).toBe('POST, OPTIONS');
  });

  it.each(['/livez', '/readyz', '/metrics', '/docs', '/docs/api.md', '/openapi.json', '/llms.txt', '/'])(
    'outside the API too: POST and DELETE %s',
    async (path) => {
      for (const method of ['POST', 'DELETE']) {
        const answer = await instance.request(method, `/${path}`);
        expect(answer.status, method).toBe(405);
        expect(answer.headers['allow'], method).toBe('GET, HEAD, OPTIONS');
        expect(answer.body.code, method).toBe('method-not-allowed');
      }
      const options = await instance.request('OPTIONS', `/${path}`);
      expect([options.status, options.headers['allow']]).toEqual([204, 'GET, HEAD, OPTIONS']);
      expect((await instance.request('HEAD', `/${path}`)).status).toBe(200);
    },
  );

  it('HEAD answers as GET without the body, OPTIONS what there is', async () => {
    const head = await instance.request('HEAD', '/webhooks');
    expect(head.status).toBe(200);
    expect(head.text).toBe('');
    const options = await instance.request('OPTIONS', '/webhooks', { key: null });
    expect(options.status).toBe(204);
    expect(options.headers['allow']).toContain('POST');
  });
});

describe('what Node cannot read as a request', () => {
  it('is answered as a problem', async () => {
    const answer = await sendBytes('HELLO\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(answer).toContain('application/problem+json');
    expect(answer).toContain('"malformed-request"');
  });

  it('as headers beyond measure is a 431', async () => {
    const answer = await sendBytes(`GET / HTTP/1.1\r\nhost: x\r\nx-long: ${'a'.repeat(20_000)}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
    expect(answer).toContain('"headers-too-large"');
  });
});

it('a failure of ours says nothing outside and all inside', async () => {
  const { pool } = instance.ctx;
  await pool.query('alter table webhooks rename column description to gone');
  try {
    const answer = await instance.request('GET', '/webhooks');
    expect(answer.status).toBe(500);
    expect(answer.body).toEqual({
      type: '/docs/problems#internal',
      title: 'Something went wrong on our side',
      status: 500,
      code: 'internal',
      detail: 'The log says more, under this requestId.',
      requestId: answer.headers['x-request-id'],
    });
  } finally {
    await pool.query('alter table webhooks rename column gone to description');
  }
});
