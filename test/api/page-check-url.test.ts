import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Instance, startInstance } from '../support/instance.js';

const FINE = { ok: true, code: null, detail: null, warnings: [] };

let instance: Instance;
beforeAll(async () => {
  instance = await startInstance({ worker: false, env: { ALLOW_HTTP: 'false', DNS_SERVERS: '127.0.0.1:1' } });
});
afterAll(() => instance.stop());

const check = (url: string, more: object = {}) =>
  instance.request('POST', '/webhooks/check-url', { body: { url, ...more } });
const create = (url: string) => instance.request('POST', '/webhooks', { body: { url, events: ['*'] } });

describe('a URL that is checked while it is typed', () => {
  it('is fine where a webhook may have it', async () => {
    const { status, body } = await check('https://1.1.1.1/hooks');
    expect([status, body]).toEqual([200, FINE]);
  });

  it.each([
    ['', 'invalid-url'],
    ['https', 'invalid-url'],
    ['https://', 'invalid-url'],
    ['http://1.1.1.1/', 'invalid-url'],
    ['https://user:secret@1.1.1.1/', 'invalid-url'],
    ['https://1.1.1.1/#x', 'invalid-url'],
    ['https://1.1.1.1:25/', 'invalid-url'],
    ['https://nodots/', 'invalid-url'],
    [`https://1.1.1.1/${'x'.repeat(2_048)}`, 'invalid-url'],
    ['https://1.1.1.1/\u0000', 'invalid-url'],
    ['https://10.0.0.1/', 'blocked-address'],
    ['https://169.254.169.254/latest', 'blocked-address'],
    ['https://receiver.internal/', 'blocked-address'],
  ])('%j is judged %s, and creating says so too', async (url, code) => {
    const { status, body } = await check(url);
    expect([status, body]).toEqual([
      200,
      { ok: false, code, detail: expect.stringMatching(/\.$/), warnings: [] },
    ]);
    expect(body.detail).not.toContain('secret');
    expect((await create(url)).status).toBe(422);
  });

  it('whose name does not resolve is a warning, as it is when it is created', async () => {
    const url = 'https://hooks.example.com/a';
    expect((await check(url)).body).toEqual({ ...FINE, warnings: ['unresolvable'] });
    expect((await create(url)).body.warnings).toEqual(['unresolvable']);
  });

  it('that another webhook has is a warning, and its own is none', async () => {
    const url = 'https://1.1.1.1/twice';
    const { body: webhook } = await create(url);
    expect((await check(url)).body).toEqual({ ...FINE, warnings: ['duplicate-url'] });
    expect((await check(url, { webhookId: webhook.id })).body).toEqual(FINE);
  });

  it('leaves no record, and is for those who may create one', async () => {
    const { body: before } = await instance.request('GET', '/audit');
    await check('https://1.1.1.1/');
    expect((await instance.request('GET', '/audit')).body.data).toHaveLength(before.data.length);
    const { body: key } = await instance.request('POST', '/api-keys', { body: { name: 'k', role: 'read' } });
    const { status } = await instance.request('POST', '/webhooks/check-url', {
      key: key.key,
      body: { url: 'https://1.1.1.1/' },
    });
    expect(status).toBe(403);
  });

  it('is not mistaken for a webhook', async () => {
    expect((await instance.request('GET', '/webhooks/check-url')).status).toBe(405);
    expect((await instance.request('POST', '/webhooks/check-url', { body: {} })).status).toBe(422);
  });
});
