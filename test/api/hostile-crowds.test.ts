import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Instance, startInstance } from '../support/instance.js';

let instance: Instance;
beforeAll(async () => {
  instance = await startInstance({ worker: false });
});
afterAll(() => instance.stop());

const WEBHOOK = { url: 'http://127.0.0.1:4999/', events: ['lead.created'] };

const times = <T>(count: number, call: (n: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, n) => call(n)));

const newWebhook = async (): Promise<string> =>
  (await instance.request('POST', '/webhooks', { body: WEBHOOK })).body.id;

describe('a crowd', () => {
  it('of a hundred with one Idempotency-Key does the thing once', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const body = { event: 'lead.created', data: { leadId: 'crowd' }, subject: 'crowd' };
    const answers = await times(100, () => instance.request('POST', '/events', { headers, body }));
    expect(answers.filter(({ status }) => status !== 202 && status !== 409)).toEqual([]);
    const done = answers.filter(({ status }) => status === 202);
    expect(new Set(done.map(({ text }) => text)).size).toBe(1);
    expect(done.filter(({ headers: given }) => given['idempotent-replayed'] === undefined)).toHaveLength(1);
    const { body: list } = await instance.request('GET', '/events?subject=crowd');
    expect(list.data).toHaveLength(1);
  });

  it('of a hundred with one externalId accepts one event', async () => {
    const body = { event: 'lead.created', data: { leadId: 'l' }, externalId: 'crowd-1', subject: 'crowd-x' };
    const answers = await times(100, () => instance.request('POST', '/events', { body }));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    expect(new Set(answers.map(({ body: { id } }) => id)).size).toBe(1);
    expect((await instance.request('GET', '/events?subject=crowd-x')).body.data).toHaveLength(1);
  });

  it('of fifty PATCHes leaves each field as one of them had it, and loses none of the others', async () => {
    const id = await newWebhook();
    const types = ['lead.created', 'lead.updated', 'document.received'];
    const answers = await times(50, (n) =>
      instance.request('PATCH', `/webhooks/${id}`, {
        body:
          n % 2 === 0
            ? { description: `d${n}` }
            : { events: [types[n % 3]], headers: { 'x-n': `${n}`, [`x-${n}`]: 'a' } },
      }),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const { body } = await instance.request('GET', `/webhooks/${id}`);
    expect(body.description).toMatch(/^d\d+$/);
    expect(body.events).toHaveLength(1);
    expect(body.headers).toEqual(['x-n', expect.stringMatching(/^x-\d+$/)]);
    // Its subscriptions are those of the events that won.
    const taken = await Promise.all(
      types.map(async (type) => {
        const list = await instance.request('GET', `/webhooks?eventType=${type}&limit=250`);
        return list.body.data.some((webhook: { id: string }) => webhook.id === id) ? type : undefined;
      }),
    );
    expect(taken.filter((type) => type !== undefined)).toEqual(body.events);
    const { rows } = await instance.ctx.pool.query<{ pattern: string }>(
      `select s.pattern from subscriptions s join webhooks w on w.id = s.webhook_id where w.description = $1`,
      [body.description],
    );
    expect(rows.map(({ pattern }) => pattern)).toEqual(body.events);
  });

  it('of ten DELETEs deletes once, and says to the others that it is gone', async () => {
    const id = await newWebhook();
    const answers = await times(10, () => instance.request('DELETE', `/webhooks/${id}`));
    const statuses = answers.map(({ status }) => status).sort((a, b) => a - b);
    expect(statuses).toEqual([204, ...Array<number>(9).fill(404)]);
    expect((await instance.request('DELETE', `/webhooks/${id}`)).status).toBe(404);
    expect((await instance.request('PATCH', `/webhooks/${id}`, { body: { description: 'x' } })).status).toBe(
      404,
    );
  });
});
