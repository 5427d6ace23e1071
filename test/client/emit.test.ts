import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  ConfigurationError,
  NetworkError,
  Posthorn,
  type PosthornOptions,
  ProblemResponseError,
  TimeoutError,
  UnexpectedResponseError,
} from '@posthorn/client';
import { startReceiver, type TestReceiver } from '../support/receiver.js';

const apiKey = 'ph_emit_the-key-that-no-message-shows';
const data = { leadId: 'lead-1', email: 'private@example.com' };
const accepted = (id = 'evt_1') => ({ status: 202, body: JSON.stringify({ id, deliveries: 2 }) });
const problem = (status: number, code: string, headers: Record<string, string> = {}) => ({
  status,
  headers: { 'content-type': 'application/problem+json', ...headers },
  body: JSON.stringify({ type: 'about:blank', title: 'No', status, code, detail: 'Not now.' }),
});

let api: TestReceiver;
beforeEach(async () => {
  api = await startReceiver();
  api.answer(accepted());
});
afterEach(async () => {
  await api.close();
  vi.unstubAllEnvs();
});

const client = (options: PosthornOptions = {}): Posthorn =>
  new Posthorn({ baseUrl: api.url, apiKey, retry: { initialIntervalMs: 1 }, ...options });
const bodyOf = (n: number) => JSON.parse(api.requests[n]!.rawBody.toString()) as Record<string, unknown>;
const errorOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => expect.fail('it resolved'),
    (error: unknown) => error,
  );

describe('one event', () => {
  test('is sent with an id, a time and an idempotency key of its own', async () => {
    await expect(client().emit('lead.created', data)).resolves.toEqual({
      id: 'evt_1',
      deliveries: 2,
      replayed: false,
    });
    const [request] = api.requests;
    expect(request).toMatchObject({ method: 'POST', path: '/api/v1/events' });
    expect(request!.headers).toMatchObject({
      authorization: `Bearer ${apiKey}`,
      'content-type': 'application/json',
      'idempotency-key': expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    });
    expect(bodyOf(0)).toEqual({
      event: 'lead.created',
      data,
      externalId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/) as string,
    });
  });

  test('takes the caller’s id, time, subject and workspace', async () => {
    const timestamp = new Date('2026-01-02T03:04:05Z');
    await client({ workspaceId: 'w1' }).emit(
      'order.paid',
      { total: 3 },
      { externalId: 'o-1', subject: 's', timestamp },
    );
    await client({ workspaceId: 'w1' }).emit('order.paid', {}, { workspaceId: 'w2' });
    expect(bodyOf(0)).toEqual({
      event: 'order.paid',
      data: { total: 3 },
      externalId: 'o-1',
      subject: 's',
      timestamp: '2026-01-02T03:04:05.000Z',
      workspaceId: 'w1',
    });
    expect(bodyOf(1)).toMatchObject({ workspaceId: 'w2' });
    expect(api.requests.every((request) => request.headers['x-workspace-id'] === undefined)).toBe(true);
  });

  test('of a given id gets no time made up, so that emitting it again later is the same event', async () => {
    await client().emit('lead.created', data, { externalId: 'l-1' });
    expect(bodyOf(0)).toEqual({ event: 'lead.created', data, externalId: 'l-1' });
  });

  test('tells that an earlier try was accepted', async () => {
    api.answer({ ...accepted(), headers: { 'idempotent-replayed': 'true' } });
    expect((await client().emit('lead.created', data)).replayed).toBe(true);
  });
});

describe('a failure that may pass', () => {
  test.each([
    ['408', problem(408, 'request-timeout')],
    ['429', problem(429, 'rate-limited', { 'retry-after': '0' })],
    ['500', problem(500, 'internal')],
    ['503', problem(503, 'unavailable')],
    ['a proxy’s 502', { status: 502, body: '<h1>Bad gateway</h1>' }],
    ['409 because the try before still runs', problem(409, 'idempotency-in-progress')],
  ])('%s: the same bytes are sent again with the same key', async (_, failure) => {
    api.answer((_request, n) => (n < 3 ? failure : accepted()));
    await expect(client().emit('lead.created', data)).resolves.toMatchObject({ id: 'evt_1' });
    expect(api.requests).toHaveLength(3);
    expect(new Set(api.requests.map((request) => request.rawBody.toString())).size).toBe(1);
    expect(new Set(api.requests.map((request) => request.headers['idempotency-key'])).size).toBe(1);
  });

  test('no answer at all: it is asked again, and the last error names the host but no key and no payload', async () => {
    const { url } = api;
    await api.close();
    const error = await errorOf(client({ baseUrl: url }).emit('lead.created', data));
    expect(error).toBeInstanceOf(NetworkError);
    expect((error as Error).message).toBe(`POST /events got no answer from ${url} (ECONNREFUSED)`);
  });

  test('an answer that takes too long is given up and asked for again', async () => {
    api.answer((_request, n) => (n === 1 ? { ...accepted(), delayMs: 60_000 } : accepted()));
    await expect(client({ timeoutMs: 400 }).emit('lead.created', data)).resolves.toMatchObject({
      id: 'evt_1',
    });
    expect(api.requests.length).toBeGreaterThan(1);
  });

  test('tries end: the last failure is thrown', async () => {
    api.answer({ ...accepted(), delayMs: 60_000 });
    const error = await errorOf(
      client({ timeoutMs: 50, retry: { maximumAttempts: 2, initialIntervalMs: 1 } }).emit(
        'lead.created',
        data,
      ),
    );
    expect(error).toBeInstanceOf(TimeoutError);
    expect(api.requests).toHaveLength(2);
  });

  test('a Retry-After beyond the longest wait ends the tries at once, and is told', async () => {
    api.answer(problem(503, 'unavailable', { 'retry-after': '3600' }));
    const error = await errorOf(client().emit('lead.created', data));
    expect(error).toMatchObject({ status: 503, code: 'unavailable', retryAfterMs: 3_600_000 });
    expect(api.requests).toHaveLength(1);
  });

  test('the caller can end the waiting', async () => {
    const abort = new AbortController();
    api.answer(() => {
      abort.abort(new Error('enough'));
      return problem(503, 'unavailable', { 'retry-after': '20' });
    });
    await expect(client().emit('lead.created', data, { signal: abort.signal })).rejects.toThrow('enough');
    await expect(client().emit('lead.created', data, { signal: abort.signal })).rejects.toThrow('enough');
    expect(api.requests).toHaveLength(1);
  });
});

describe('a failure that stays', () => {
  test('is thrown at once with its code, status and fields', async () => {
    api.answer({
      status: 422,
      body: JSON.stringify({
        type: 'about:blank',
        title: 'The input is not acceptable',
        status: 422,
        code: 'invalid-input',
        detail: 'The event is not acceptable.',
        errors: [{ pointer: '/data/leadId', detail: 'Required.' }],
      }),
    });
    const error = await errorOf(client().emit('lead.created', data));
    expect(error).toBeInstanceOf(ProblemResponseError);
    expect(error).toMatchObject({
      name: 'ProblemResponseError',
      status: 422,
      code: 'invalid-input',
      errors: [{ pointer: '/data/leadId', detail: 'Required.' }],
      message:
        'POST /events was answered 422 invalid-input: The event is not acceptable.; /data/leadId: Required.',
    });
    expect(api.requests).toHaveLength(1);
  });

  test('a redirect is not followed: the key and the event go nowhere else', async () => {
    api.answer({ status: 301, headers: { location: `${api.url}/elsewhere` } });
    const error = await errorOf(client().emit('lead.created', data));
    expect(error).toBeInstanceOf(UnexpectedResponseError);
    expect((error as Error).message).toContain('baseUrl');
    expect(api.requests).toHaveLength(1);
  });

  test('a web page in place of an answer is told as a wrong baseUrl', async () => {
    api.answer({ status: 200, body: '<!doctype html>' });
    expect(await errorOf(client().emit('lead.created', data))).toBeInstanceOf(UnexpectedResponseError);
  });
});

describe('no error shows the key or the payload', () => {
  test.each([
    ['a problem', problem(401, 'unauthenticated')],
    ['no problem document', { status: 500, body: `${apiKey} ${data.email}` }],
    ['a redirect', { status: 307, headers: { location: '/' } }],
    ['no JSON', { status: 202, body: `${apiKey} ${data.email}` }],
    ['too late', { ...accepted(), delayMs: 60_000 }],
  ])('%s', async (_, answer) => {
    api.answer(answer);
    const error = await errorOf(
      client({ timeoutMs: 100, retry: { maximumAttempts: 1 } }).emit('lead.created', data),
    );
    const shown = `${String(error)} ${JSON.stringify(error)} ${(error as Error).stack}`;
    expect(shown).not.toContain(apiKey);
    expect(shown).not.toContain(data.email);
  });

  test('a key that cannot be a header is refused without being repeated', () => {
    const make = (): Posthorn => client({ apiKey: 'ph_emit_a b\nc' });
    expect(make).toThrow(ConfigurationError);
    expect(make).not.toThrow(/ph_emit_/);
  });
});

describe('options', () => {
  test('fall back to POSTHORN_URL and POSTHORN_API_KEY, a line end in the key forgiven', async () => {
    vi.stubEnv('POSTHORN_URL', `${api.url}/`);
    vi.stubEnv('POSTHORN_API_KEY', `${apiKey}\n`);
    await new Posthorn().emit('lead.created', data);
    expect(api.requests[0]!.headers.authorization).toBe(`Bearer ${apiKey}`);
    expect(api.requests[0]!.path).toBe('/api/v1/events');
  });

  test('may name a path, and may name the API itself', async () => {
    await client({ baseUrl: `${api.url}/hooks/` }).emit('lead.created', data);
    await client({ baseUrl: `${api.url}/api/v1` }).emit('lead.created', data);
    expect(api.requests.map((request) => request.path)).toEqual(['/hooks/api/v1/events', '/api/v1/events']);
  });

  test.each([
    [{ baseUrl: '' }, 'POSTHORN_URL'],
    [{ baseUrl: 'localhost:3000' }, 'http or https URL'],
    [{ baseUrl: 'http://user:pass@localhost' }, 'without credentials'],
    [{ apiKey: '' }, 'POSTHORN_API_KEY'],
  ])('%j is refused with what to do', (options, sentence) => {
    vi.stubEnv('POSTHORN_URL', '');
    vi.stubEnv('POSTHORN_API_KEY', '');
    expect(() => client(options)).toThrow(sentence);
  });

  test('fetch can be another, called as a plain function', async () => {
    const seen: unknown[] = [];
    const other = function (
      this: unknown,
      input: string | URL | Request,
      init?: RequestInit,
    ): Promise<Response> {
      seen.push(this, new Request(input).url);
      return fetch(input, init);
    };
    await client({ fetch: other }).emit('lead.created', data);
    expect(seen).toEqual([undefined, `${api.url}/api/v1/events`]);
  });
});

describe('a batch', () => {
  const answerBatch = (): void => {
    api.answer((request) => {
      const { events } = JSON.parse(request.rawBody.toString()) as { events: { externalId: string }[] };
      const items = events.map(({ externalId }) => ({ status: 202, id: `evt_${externalId}`, deliveries: 1 }));
      return { status: 202, body: JSON.stringify({ data: items }) };
    });
  };
  const events = (count: number, text = '') =>
    Array.from({ length: count }, (_, index) => ({
      event: 'lead.created',
      data: { leadId: `l${index}`, text },
      externalId: `x${index}`,
    }));

  test('of none sends nothing', async () => {
    await expect(client().emitBatch([])).resolves.toEqual([]);
    expect(api.requests).toHaveLength(0);
  });

  test('of 1,201 goes in three requests, answered in the order given', async () => {
    answerBatch();
    const items = await client().emitBatch(events(1201));
    expect(api.requests.map((_, n) => (bodyOf(n)['events'] as unknown[]).length)).toEqual([500, 500, 201]);
    expect(items).toHaveLength(1201);
    expect(items.every((item, index) => item.ok && item.id === `evt_x${index}`)).toBe(true);
  });

  test('of large events is split by bytes, none of the requests over 5 MiB', async () => {
    answerBatch();
    const items = await client().emitBatch(events(30, 'ü'.repeat(125_000)));
    expect(api.requests.length).toBeGreaterThan(1);
    for (const request of api.requests) expect(request.rawBody.length).toBeLessThanOrEqual(5 * 1024 * 1024);
    expect(items.map((item) => item.externalId)).toEqual(events(30).map((event) => event.externalId));
  });

  test('with a chunk that fails in passing sends only that one again, the same bytes', async () => {
    answerBatch();
    const script = api.requests;
    api.answer((request, n) => {
      if (n === 2) return problem(503, 'unavailable');
      const { events: sent } = JSON.parse(request.rawBody.toString()) as { events: unknown[] };
      return {
        status: 202,
        body: JSON.stringify({ data: sent.map(() => ({ status: 202, id: 'e', deliveries: 0 })) }),
      };
    });
    const items = await client().emitBatch(events(1000));
    expect(items.every((item) => item.ok)).toBe(true);
    expect(script).toHaveLength(3);
    expect(script[1]!.rawBody.equals(script[2]!.rawBody)).toBe(true);
    expect(script[1]!.headers['idempotency-key']).toBe(script[2]!.headers['idempotency-key']);
    expect(script[0]!.headers['idempotency-key']).not.toBe(script[1]!.headers['idempotency-key']);
  });

  test('with a chunk that fails for good fails its events only', async () => {
    api.answer((request, n) => {
      if (n === 1) return problem(403, 'forbidden');
      const { events: sent } = JSON.parse(request.rawBody.toString()) as { events: unknown[] };
      return {
        status: 202,
        body: JSON.stringify({ data: sent.map(() => ({ status: 202, id: 'e', deliveries: 0 })) }),
      };
    });
    const items = await client().emitBatch(events(501));
    expect(items.slice(0, 500).every((item) => !item.ok)).toBe(true);
    expect(items[0]).toMatchObject({
      ok: false,
      externalId: 'x0',
      error: { code: 'forbidden', status: 403 },
    });
    expect(items[500]).toEqual({ ok: true, externalId: 'x500', id: 'e', deliveries: 0 });
  });

  test('tells a refused item by its problem, beside accepted ones', async () => {
    const refusal = {
      type: 'about:blank',
      title: 'No',
      status: 422,
      code: 'invalid-input',
      detail: 'No such type.',
    };
    api.answer({
      status: 202,
      body: JSON.stringify({
        data: [
          { status: 422, problem: refusal },
          { status: 202, id: 'evt_2', deliveries: 3 },
        ],
      }),
    });
    const [refused, taken] = await client().emitBatch([
      { event: 'lead.creatd', data: {} },
      { event: 'lead.created', data },
    ]);
    expect(refused).toMatchObject({ ok: false, error: { code: 'invalid-input', problem: refusal } });
    expect(taken).toMatchObject({ ok: true, id: 'evt_2', deliveries: 3 });
    const sent = bodyOf(0)['events'] as { externalId: string; timestamp: string }[];
    expect(refused!.externalId).toBe(sent[0]!.externalId);
    expect(sent.every((event) => event.timestamp)).toBe(true);
  });

  test('stops when the caller says so', async () => {
    const reason = new Error(randomUUID());
    await expect(client().emitBatch(events(2), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});
