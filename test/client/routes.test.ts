import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { Webhook } from 'standardwebhooks';
import { afterEach, describe, expect, test } from 'vitest';
import { webhookHandler } from '@posthorn/client/express';
import { type PosthornEvent, webhookRoute } from '@posthorn/client/verify';

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const body = JSON.stringify({
  id: 'evt_1',
  event: 'lead.created',
  timestamp: '2026-11-23T18:30:00.000Z',
  workspaceId: 'default',
  data: { leadId: 'lead-1' },
});

function signedHeaders(text = body, at = new Date()): Record<string, string> {
  return {
    'content-type': 'application/json',
    'webhook-id': 'evt_1',
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign('evt_1', at, text),
  };
}

const anHourAgo = new Date(Date.now() - 3_600_000);

/** What must hold for the route and the handler alike; `errors` gets what onError gets. */
interface Options {
  handle?: (event: PosthornEvent) => unknown;
  secrets?: string | string[];
}
type Post = (options: Options, headers: Record<string, string>, text?: string) => Promise<Response>;

const errors: unknown[] = [];
const onError = (error: unknown): number => errors.push(error);
let server: Server | undefined;
afterEach(() => {
  errors.length = 0;
  server?.close();
  server?.closeAllConnections();
});

async function listen(listener: RequestListener): Promise<string> {
  server = createServer(listener).listen(0, '127.0.0.1');
  await new Promise((resolve) => server!.once('listening', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`;
}

const post = (url: string, headers: Record<string, string>, text = body): Promise<Response> =>
  fetch(url, { method: 'POST', headers, body: text });

const viaRoute: Post = ({ handle = () => undefined, secrets = secret }, headers, text = body) =>
  webhookRoute(secrets, handle, { onError })(
    new Request('http://receiver/hooks', { method: 'POST', headers, body: text }),
  );

const viaExpress: Post = async ({ handle = () => undefined, secrets = secret }, headers, text) => {
  const app = express().post('/hooks', webhookHandler(secrets, handle, { onError }));
  return post(await listen(app), headers, text);
};

const viaNode: Post = async ({ handle = () => undefined, secrets = secret }, headers, text) => {
  const handler = webhookHandler(secrets, handle, { onError });
  return post(await listen((request, response) => void handler(request, response)), headers, text);
};

describe.each([
  ['webhookRoute', viaRoute],
  ['webhookHandler under Express', viaExpress],
  ['webhookHandler under node:http', viaNode],
])('%s', (_, send) => {
  test('answers 204 once the event is handled', async () => {
    const seen: PosthornEvent[] = [];
    const response = await send({ handle: async (event) => void seen.push(event) }, signedHeaders());
    expect(response.status).toBe(204);
    expect(seen).toEqual([JSON.parse(body)]);
    expect(errors).toEqual([]);
  });

  test.each([
    ['an altered body', 401, signedHeaders(), `${body} `],
    ['an old timestamp', 401, signedHeaders(body, anHourAgo), body],
    ['no signature', 400, { 'content-type': 'application/json' }, body],
    ['a body that is no JSON', 400, signedHeaders('hello'), 'hello'],
  ])('answers %s with %i and a reason, without handling it', async (_name, status, headers, text) => {
    let handled = false;
    const response = await send({ handle: () => (handled = true) }, headers, text);
    expect(response.status).toBe(status);
    expect(await response.text()).not.toBe('');
    expect(handled).toBe(false);
    expect(errors).toEqual([]);
  });

  test('answers 500 when handling fails, so that it is sent again, and tells the error here only', async () => {
    const failure = new Error('the database of lead-1 is away');
    const response = await send({ handle: () => Promise.reject(failure) }, signedHeaders());
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('lead-1');
    expect(errors).toEqual([failure]);
  });

  test('answers 500 when the receiver has no secret, and says so here', async () => {
    const response = await send({ secrets: [] }, signedHeaders());
    expect(response.status).toBe(500);
    expect(String(errors[0])).toContain('whsec_…');
  });
});

describe('webhookHandler and body parsers', () => {
  const handler = webhookHandler(secret, () => undefined, { onError });

  test('a JSON parser that came first is explained, here and in the answer', async () => {
    const app = express().use(express.json()).post('/hooks', handler);
    const response = await post(await listen(app), signedHeaders());
    expect(response.status).toBe(500);
    expect(await response.text()).toContain('before express.json()');
    expect(String(errors[0])).toContain('before express.json()');
  });

  test('a JSON parser mounted after it, or for other types, does not matter', async () => {
    const after = express().post('/hooks', handler).use(express.json());
    expect((await post(await listen(after), signedHeaders())).status).toBe(204);
    server?.close();
    const other = express()
      .use(express.json({ type: 'application/vnd.api+json' }))
      .post('/hooks', handler);
    expect((await post(await listen(other), signedHeaders())).status).toBe(204);
  });

  test.each([
    ['raw', express.raw({ type: '*/*' })],
    ['text', express.text({ type: '*/*' })],
  ])('a %s parser that came first is used', async (_, parser) => {
    const app = express().use(parser).post('/hooks', handler);
    expect((await post(await listen(app), signedHeaders())).status).toBe(204);
  });

  test('bytes that a platform kept as rawBody are used', async () => {
    const keep = express.json({
      verify: (request, _response, bytes) => Object.assign(request, { rawBody: bytes }),
    });
    const app = express().use(keep).post('/hooks', handler);
    expect((await post(await listen(app), signedHeaders())).status).toBe(204);
  });

  test('a body larger than any event is answered 413', async () => {
    const app = express().post('/hooks', handler);
    const large = `{"data":"${'x'.repeat(1024 * 1024)}"}`;
    expect((await post(await listen(app), signedHeaders(large), large)).status).toBe(413);
  });
});
