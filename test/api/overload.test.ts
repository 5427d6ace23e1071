import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Posthorn } from '@posthorn/client';
import { createWebhook } from '../support/flows.js';
import { type Instance, startInstance } from '../support/instance.js';
import { until } from '../support/until.js';

const event = { event: 'lead.created', data: { leadId: 'l1' } };

describe('events that come faster than they can be committed', () => {
  /** Room for three of them. */
  const BUFFER_BYTES = 3 * 17_000;
  let instance: Instance;
  beforeAll(async () => {
    instance = await startInstance({
      worker: false,
      env: { ACCEPT_BUFFER_BYTES: String(BUFFER_BYTES) },
    });
  });
  afterAll(() => instance.stop());

  /** While nothing can be committed. */
  async function whileStuck<T>(work: () => Promise<T>): Promise<T> {
    const client = await instance.ctx.pool.connect();
    await client.query('begin');
    await client.query('lock table events in access exclusive mode');
    try {
      return await work();
    } finally {
      await client.query('rollback');
      client.release();
    }
  }

  it('are refused with a 429 beyond ACCEPT_BUFFER_BYTES, and those within it are accepted', async () => {
    let refused = 0;
    const answers = await whileStuck(async () => {
      const sent = Array.from({ length: 10 }, async () => {
        const answer = await instance.request('POST', '/events', { body: event });
        if (answer.status === 429) refused += 1;
        return answer;
      });
      await until(async () => (refused === 7 ? true : undefined));
      // Only events are refused.
      expect((await instance.request('GET', '/webhooks')).status).toBe(200);
      const batch = await instance.request('POST', '/events/batch', { body: { events: [event] } });
      expect(batch.status).toBe(429);
      return sent;
    });
    const all = await Promise.all(answers);
    expect(all.filter(({ status }) => status === 202)).toHaveLength(3);
    const { body, headers } = all.find(({ status }) => status === 429)!;
    expect(body).toMatchObject({ code: 'overloaded', status: 429 });
    expect(headers['retry-after']).toBe('1');
    const { text } = await instance.request('GET', '//metrics');
    expect(text).toContain('posthorn_accepts_refused_total{reason="memory"} 8');
  });

  it('have their room again once the others are answered, whatever the answer was', async () => {
    for (let n = 0; n < 10; n++) {
      const answer = await instance.request('POST', '/events', { body: { ...event, event: 'no.such' } });
      expect(answer.status).toBe(422);
    }
    const answers = await Promise.all(
      Array.from({ length: 3 }, () => instance.request('POST', '/events', { body: event })),
    );
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
  });

  it('are accepted one at a time where one is larger than the buffer', async () => {
    const large = { ...event, data: { leadId: 'l1', notes: 'x'.repeat(100_000) } };
    expect((await instance.request('POST', '/events', { body: large })).status).toBe(202);
  });

  it('are sent again by the client, and accepted when there is room', async () => {
    const posthorn = new Posthorn({ baseUrl: instance.url, apiKey: instance.adminKey });
    const refusals = async () =>
      Number(
        /refused_total\{reason="memory"\} (\d+)/.exec((await instance.request('GET', '//metrics')).text)?.[1],
      );
    const before = await refusals();
    const emitted = await whileStuck(async () => {
      const sent = Array.from({ length: 4 }, () => posthorn.emit('lead.created', { leadId: 'l1' }));
      await until(async () => ((await refusals()) > before ? true : undefined));
      return sent;
    });
    const ids = (await Promise.all(emitted)).map(({ id }) => id);
    expect(new Set(ids).size).toBe(4);
  });
});

describe('a queue that the workers do not keep up with', () => {
  let limited: Instance;
  let open: Instance;
  beforeAll(async () => {
    [limited, open] = await Promise.all([
      startInstance({ worker: false, env: { MAX_QUEUE_AGE_SECONDS: '60' } }),
      startInstance({ worker: false }),
    ]);
  });
  afterAll(async () => {
    await limited.stop();
    await open.stop();
  });

  const emitTo = (instance: Instance) => instance.request('POST', '/events', { body: event });
  const age = (instance: Instance, seconds: number) =>
    instance.ctx.pool.query('update queue set due_at = now() - make_interval(secs => $1)', [seconds]);

  it('refuses events once it is older than MAX_QUEUE_AGE_SECONDS, and takes them when it is younger', async () => {
    await createWebhook(limited, { url: 'http://127.0.0.1:4999/', events: ['*'] });
    expect((await emitTo(limited)).status).toBe(202);
    await age(limited, 100);
    const refused = await until(async () => {
      const answer = await emitTo(limited);
      return answer.status === 202 ? undefined : answer;
    });
    expect(refused.status).toBe(429);
    expect(refused.body).toMatchObject({ code: 'overloaded' });
    expect(refused.headers['retry-after']).toBe('5');
    await age(limited, 0);
    await until(async () => ((await emitTo(limited)).status === 202 ? true : undefined));
  }, 60_000);

  it('refuses nothing by default, however old it is', async () => {
    await createWebhook(open, { url: 'http://127.0.0.1:4999/', events: ['*'] });
    expect((await emitTo(open)).status).toBe(202);
    await age(open, 1_000_000);
    for (let n = 0; n < 20; n++) expect((await emitTo(open)).status).toBe(202);
  });
});
