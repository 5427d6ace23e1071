import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Instance, startInstance } from '../support/instance.js';

let instance: Instance;
beforeAll(async () => {
  instance = await startInstance({ worker: false });
});
afterAll(() => instance.stop());

const WEBHOOK = { url: 'http://127.0.0.1:4999/', events: ['*'] };

const errorsOf = async (method: string, path: string, body?: object) => {
  const answer = await instance.request(method, path, body === undefined ? {} : { body });
  expect(answer.status).toBe(422);
  return answer.body.errors;
};

describe('what is not acceptable is told in words that help', () => {
  it.each([['standard'], [3], [['standard-webhooks']]])('a retry policy of %j', async (retryPolicy) => {
    const errors = await errorsOf('POST', '/webhooks', { ...WEBHOOK, retryPolicy });
    expect(errors).toEqual([
      { pointer: '/retryPolicy', detail: expect.stringContaining('"standard-webhooks"') },
    ]);
  });

  it('a schedule that grows beyond 30 days names what bounds it', async () => {
    const grown = await errorsOf('POST', '/webhooks', { ...WEBHOOK, retryPolicy: { maximumAttempts: 50 } });
    expect(grown).toEqual([
      { pointer: '/retryPolicy', detail: expect.stringContaining('maximumIntervalSeconds') },
    ]);
    const listed = await errorsOf('POST', '/webhooks', {
      ...WEBHOOK,
      retryPolicy: { delaysSeconds: [2_000_000, 2_000_000] },
    });
    expect(listed[0].detail).toContain('shorter delays');
    const bounded = { maximumAttempts: 50, maximumIntervalSeconds: 3_600 };
    const answer = await instance.request('POST', '/webhooks', {
      body: { ...WEBHOOK, retryPolicy: bounded },
    });
    expect(answer.status).toBe(201);
  });

  it('a field that is missing is required', async () => {
    const missing = (pointer: string) => ({ pointer, detail: 'This field is required.' });
    expect(await errorsOf('POST', '/events', {})).toEqual([missing('/event'), missing('/data')]);
    expect(await errorsOf('POST', '/webhooks', {})).toEqual([missing('/url'), missing('/events')]);
    expect(await errorsOf('POST', '/api-keys', {})).toEqual([missing('/name'), missing('/role')]);
  });

  it('a word that is none of the known ones gets the nearest', async () => {
    const [role] = await errorsOf('POST', '/api-keys', { name: 'x', role: 'mange' });
    expect(role).toEqual({
      pointer: '/role',
      detail: 'Expected admin, manage, emit, read. Did you mean manage?',
    });
    const filters = [
      ['/deliveries?errorCode=http-statos', 'http-status'],
      ['/deliveries?errorCode=timed-out', undefined],
      // Such an attempt looks like any other that timed out.
      ['/deliveries?errorCode=blocked-address', undefined],
      ['/deliveries?status=deliverd', 'delivered'],
      ['/webhooks?status=pause', 'paused'],
      ['/deliveries?eventType=lead.creatd', 'lead.created'],
    ] as const;
    for (const [path, nearest] of filters) {
      const [error] = await errorsOf('GET', path);
      expect(error, path).toBeDefined();
      if (nearest !== undefined) expect(error.detail, path).toContain(`Did you mean ${nearest}?`);
    }
    for (const path of ['/deliveries?errorCode=bad-secret', '/deliveries?status=held']) {
      expect((await instance.request('GET', path)).status, path).toBe(200);
    }
  });
});
