import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Instance, startInstance } from '../support/instance.js';
import { type TestReceiver, startReceiver } from '../support/receiver.js';
import { until } from '../support/until.js';

let instance: Instance;
let receiver: TestReceiver;
beforeAll(async () => {
  receiver = await startReceiver();
  // The receiver's answer is written in the path: /503 answers 503.
  receiver.answer((request) => ({
    status: Number(/\/(\d{3})/.exec(request.path)?.[1] ?? 200),
    headers: { 'x-from': 'receiver' },
    body: `seen ${request.path}`,
  }));
  instance = await startInstance();
});
afterAll(async () => {
  await instance.stop();
  await receiver.close();
});

const get = async (path: string, options: object = {}) => (await instance.request('GET', path, options)).body;
const post = (path: string, body?: object) =>
  instance.request('POST', path, body === undefined ? {} : { body });

async function createWebhook(path: string, body: object = {}): Promise<string> {
  const answer = await post('/webhooks', { url: receiver.url + path, events: ['lead.created'], ...body });
  expect(answer.status).toBe(201);
  return answer.body.id;
}

/** Emits an event and answers its delivery to the webhook once that has the status. */
async function deliver(webhookId: string, status: string, leadId = 'lead-1') {
  const { body } = await post('/events', { event: 'lead.created', data: { leadId } });
  const { data } = await get(`/deliveries?eventId=${body.id}&webhookId=${webhookId}`);
  return reach(data[0].id, status);
}

const reach = (id: string, status: string) =>
  until(async () => {
    const delivery = await get(`/deliveries/${id}`);
    return delivery.status === status ? delivery : undefined;
  });

describe('GET /deliveries/{id}', () => {
  it('tells of a delivered one what was sent, what came back and what Temporal says', async () => {
    const webhookId = await createWebhook('/200/hook?token=abc');
    const { id } = await deliver(webhookId, 'delivered');
    const delivery = await until(async () => {
      const body = await get(`/deliveries/${id}`);
      return body.workflow.status === 'COMPLETED' ? body : undefined;
    });
    expect(delivery).toEqual({
      id,
      eventId: expect.stringMatching(/^evt_/),
      event: 'lead.created',
      subject: 'lead-1',
      webhookId,
      status: 'delivered',
      reason: null,
      run: 1,
      createdAt: expect.any(String),
      finishedAt: expect.any(String),
      attemptCount: 1,
      maximumAttempts: 3,
      nextAttemptAt: null,
      attempts: [
        {
          id: expect.stringMatching(/^att_/),
          number: 1,
          run: 1,
          trigger: 'schedule',
          startedAt: expect.any(String),
          durationMs: expect.any(Number),
          url: `${receiver.url}/200/hook?token=abc`,
          responseStatus: 200,
          error: null,
          requestHeaders: expect.objectContaining({ 'webhook-id': delivery.eventId }),
          responseHeaders: expect.objectContaining({ 'x-from': 'receiver' }),
          responseBody: 'seen /200/hook?token=abc',
          responseTruncated: false,
        },
      ],
      workflow: {
        id,
        runId: expect.any(String),
        status: 'COMPLETED',
        url: delivery.workflow.url,
        unavailable: null,
        pendingActivity: null,
      },
    });
  });

  it('tells of a retrying one when the next attempt is, and why the last one failed', async () => {
    const { id } = await deliver(await createWebhook('/503'), 'retrying');
    const delivery = await until(async () => {
      const body = await get(`/deliveries/${id}`);
      return body.workflow.pendingActivity?.attempt === 2 ? body : undefined;
    });
    expect(delivery).toMatchObject({
      attemptCount: 1,
      maximumAttempts: 3,
      finishedAt: null,
      attempts: [
        { responseStatus: 503, error: { code: 'http-status', message: expect.stringContaining('503') } },
      ],
      workflow: {
        status: 'RUNNING',
        unavailable: null,
        pendingActivity: { maximumAttempts: 3, lastFailure: expect.any(String) },
      },
    });
    expect(delivery.attempts[0].error.hint).not.toBe('');
    const waitMs = Date.parse(delivery.nextAttemptAt) - Date.parse(delivery.attempts[0].startedAt);
    expect(Math.round(waitMs / 10_000)).toBe(6);
  });

  it('masks the query part of URLs for the role read', async () => {
    const webhookId = await createWebhook('/200?token=abc');
    const { id } = await deliver(webhookId, 'delivered');
    const { key } = (await post('/api-keys', { name: 'reader', role: 'read' })).body;
    expect((await get(`/deliveries/${id}`, { key })).attempts[0].url).toBe(`${receiver.url}/200?***`);
    expect((await get(`/webhooks/${webhookId}`, { key })).url).toBe(`${receiver.url}/200?***`);
  });

  it("is 404 for another workspace's, for one that is not there and for a run that was not", async () => {
    const { id } = await deliver(await createWebhook('/200'), 'delivered');
    await instance.request('PUT', '/workspaces/other', { body: { name: 'Other' } });
    const headers = { 'x-workspace-id': 'other' };
    for (const [method, path] of [
      ['GET', ''],
      ['POST', '/retry'],
      ['POST', '/cancel'],
    ] as const) {
      expect((await instance.request(method, `/deliveries/${id}${path}`, { headers })).status).toBe(404);
    }
    expect((await instance.request('GET', `/deliveries/${id}?run=2`)).status).toBe(404);
    expect((await instance.request('GET', `/deliveries/${id}?run=0`)).status).toBe(422);
    expect((await instance.request('GET', '/deliveries/dlv_nonsense')).status).toBe(404);
    expect((await get('/deliveries', { headers })).data).toEqual([]);
  });
});

describe('POST /deliveries/{id}/retry', () => {
  it('makes the next attempt of a retrying one now', async () => {
    const webhookId = await createWebhook('/503/now');
    const { id } = await deliver(webhookId, 'retrying');
    await instance.request('PATCH', `/webhooks/${webhookId}`, { body: { url: `${receiver.url}/200/now` } });
    expect((await post(`/deliveries/${id}/retry`)).status).toBe(202);
    expect(await reach(id, 'delivered')).toMatchObject({
      run: 1,
      attemptCount: 2,
      attempts: [
        { number: 1, trigger: 'schedule', responseStatus: 503 },
        { number: 2, trigger: 'manual', responseStatus: 200 },
      ],
    });
  });

  it('starts a new run of a finished one, with the same webhook-id; older runs stay readable', async () => {
    const webhookId = await createWebhook('/500', { retryPolicy: { delaysSeconds: [] } });
    const { id, eventId } = await deliver(webhookId, 'failed');
    expect((await get(`/deliveries/${id}`)).maximumAttempts).toBe(1);
    await instance.request('PATCH', `/webhooks/${webhookId}`, { body: { url: `${receiver.url}/200/again` } });
    const presses = await Promise.all([post(`/deliveries/${id}/retry`), post(`/deliveries/${id}/retry`)]);
    expect(presses.map(({ status }) => status)).toEqual([202, 202]);
    const delivered = await reach(id, 'delivered');
    expect(delivered).toMatchObject({
      run: 2,
      attemptCount: 1,
      attempts: [
        {
          run: 2,
          number: 1,
          trigger: 'manual',
          responseStatus: 200,
          requestHeaders: { 'webhook-id': eventId },
        },
      ],
    });
    expect((await get(`/deliveries/${id}?run=1`)).attempts).toMatchObject([
      { run: 1, number: 1, responseStatus: 500 },
    ]);
  });

  it('is refused while the webhook is paused, when it is a test and when the webhook is gone', async () => {
    const webhookId = await createWebhook('/503/refused');
    const { id } = await deliver(webhookId, 'retrying');
    await post(`/webhooks/${webhookId}/pause`);
    expect((await post(`/deliveries/${id}/retry`)).status).toBe(409);
    const { body: test } = await post(`/webhooks/${webhookId}/test`, { wait: true });
    expect((await post(`/deliveries/${test.deliveryId}/retry`)).status).toBe(409);
    await instance.request('DELETE', `/webhooks/${webhookId}`);
    expect((await post(`/deliveries/${id}/retry`)).status).toBe(409);
  });
});

describe('POST /deliveries/{id}/cancel', () => {
  it('ends an open one and its workflow, once', async () => {
    const { id } = await deliver(await createWebhook('/503/cancel'), 'retrying');
    expect((await post(`/deliveries/${id}/cancel`)).status).toBe(202);
    const cancelled = await until(async () => {
      const body = await get(`/deliveries/${id}`);
      return body.workflow.status === 'CANCELED' || body.workflow.status === 'CANCELLED' ? body : undefined;
    });
    expect(cancelled).toMatchObject({ status: 'cancelled', nextAttemptAt: null, attemptCount: 1 });
    expect((await post(`/deliveries/${id}/cancel`)).status).toBe(409);
  });
});

describe('what happens while an attempt is in flight', () => {
  const document = {
    event: 'document.received',
    data: { id: '1', filename: 'a.pdf', leadId: 'slow', signedUrl: 'https://files.example.com/a.pdf' },
  };

  /** A receiver of one webhook that answers when it is told to. */
  async function startSlowReceiver(status: number) {
    const slow = await startReceiver();
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    slow.answer(async () => {
      await released;
      return { status, body: 'a late answer' };
    });
    const { body } = await post('/webhooks', {
      url: slow.url,
      events: ['document.received'],
      maxConcurrency: 2,
    });
    return { slow, release, webhookId: body.id as string };
  }

  it('erases the payload all the same, and keeps nothing of the answer that comes later', async () => {
    const { slow, release, webhookId } = await startSlowReceiver(500);
    const { body: event } = await post('/events', document);
    await slow.waitForRequests(1);
    const { data } = await get(`/deliveries?eventId=${event.id}&webhookId=${webhookId}`);
    expect(data[0].status).toBe('sending');
    expect((await post(`/deliveries/${data[0].id}/retry`)).status).toBe(409);
    expect((await instance.request('DELETE', `/events/${event.id}/payload`)).status).toBe(204);
    release();
    expect(await reach(data[0].id, 'cancelled')).toMatchObject({
      reason: 'payload-erased',
      attempts: [{ responseStatus: 500, responseHeaders: {}, responseBody: null }],
    });
    await slow.close();
  });

  it('starts no POST after the answer to a DELETE, and records those begun before', async () => {
    const { slow, release, webhookId } = await startSlowReceiver(200);
    await post('/events/batch', { events: Array.from({ length: 60 }, () => document) });
    await slow.waitForRequests(2);
    const { status } = await instance.request('DELETE', `/webhooks/${webhookId}`);
    const deletedAt = Date.now();
    expect(status).toBe(204);
    release();
    const rows = await until(async () => {
      const { data } = await get(`/deliveries?webhookId=${webhookId}&limit=250`);
      return data.every(({ finishedAt }: { finishedAt: string | null }) => finishedAt) ? data : undefined;
    });
    const countOf = (result: string) =>
      rows.filter((row: { status: string }) => row.status === result).length;
    expect(slow.requests.filter(({ at }) => at > deletedAt)).toEqual([]);
    expect([countOf('delivered'), countOf('cancelled')]).toEqual([
      slow.requests.length,
      60 - slow.requests.length,
    ]);
    expect(slow.requests.length).toBeLessThan(60);
    await slow.close();
  });
});

describe('GET /deliveries', () => {
  let ok: string;
  let bad: string;
  beforeAll(async () => {
    ok = await createWebhook('/200/list', { events: ['lead.updated', 'lead.completed'] });
    bad = await createWebhook('/404/list', { events: ['lead.updated'], retryPolicy: { delaysSeconds: [] } });
    for (const event of ['lead.updated', 'lead.completed']) {
      await post('/events', { event, data: { leadId: `list-${event}` } });
    }
    await until(async () => {
      const { data } = await get(`/deliveries?webhookId=${ok}`);
      const failed = await get(`/deliveries?webhookId=${bad}&status=failed`);
      return failed.data.length === 1 && data.every((row: { status: string }) => row.status === 'delivered')
        ? true
        : undefined;
    });
  });

  const webhooksOf = async (query: string) =>
    (await get(`/deliveries?${query}`)).data.map((row: { webhookId: string }) => row.webhookId);

  it('has rows without attempts and workflow, with the last attempt', async () => {
    const { data } = await get(`/deliveries?webhookId=${bad}`);
    const { attempts: _, workflow: __, ...delivery } = await get(`/deliveries/${data[0].id}`);
    expect(data).toEqual([
      {
        ...delivery,
        lastAttempt: { responseStatus: 404, errorCode: 'http-status', durationMs: expect.any(Number) },
      },
    ]);
  });

  it('filters by every field', async () => {
    expect(await webhooksOf(`webhookId=${ok}&eventType=lead.completed`)).toEqual([ok]);
    expect(new Set(await webhooksOf('subject=list-lead.updated'))).toEqual(new Set([ok, bad]));
    expect(await webhooksOf('subject=list-lead.updated&status=failed')).toEqual([bad]);
    expect(await webhooksOf('subject=list-lead.updated&responseStatus=200')).toEqual([ok]);
    expect(await webhooksOf('responseStatus=404&errorCode=http-status')).toEqual([bad]);
    expect(await webhooksOf('subject=list-lead.updated&errorCode=timeout')).toEqual([]);
    const { data } = await get('/events?subject=list-lead.updated');
    expect((await webhooksOf(`eventId=${data[0].id}`)).sort()).toEqual([ok, bad].sort());
    const hour = (offset: number) =>
      encodeURIComponent(new Date(Date.now() + offset * 3_600_000).toISOString());
    expect(await webhooksOf(`webhookId=${bad}&from=${hour(-1)}&to=${hour(1)}`)).toEqual([bad]);
    expect(await webhooksOf(`webhookId=${bad}&from=${hour(1)}`)).toEqual([]);
    expect(await webhooksOf(`webhookId=${bad}&to=${hour(-1)}`)).toEqual([]);
  });

  it('filters by the derived statuses too', async () => {
    const retrying = await createWebhook('/503/derived', { events: ['lead.created'] });
    const { id } = await deliver(retrying, 'retrying', 'derived');
    expect(await webhooksOf(`webhookId=${retrying}&status=retrying`)).toEqual([retrying]);
    expect(await webhooksOf(`webhookId=${retrying}&status=queued`)).toEqual([]);
    await post(`/webhooks/${retrying}/pause`);
    expect(await webhooksOf(`webhookId=${retrying}&status=held`)).toEqual([retrying]);
    expect(await webhooksOf(`webhookId=${retrying}&status=retrying`)).toEqual([]);
    await post(`/deliveries/${id}/cancel`);
    expect(await webhooksOf(`webhookId=${retrying}&status=cancelled`)).toEqual([retrying]);
  });

  it('is newest first, page by page', async () => {
    const { data } = await get('/deliveries?limit=250');
    const ids: string[] = data.map((row: { id: string }) => row.id);
    expect(ids).toEqual([...ids].sort().reverse());
    const paged: string[] = [];
    let cursor: string | null = null;
    do {
      const page: { data: { id: string }[]; nextCursor: string | null } = await get(
        `/deliveries?limit=3${cursor ? `&cursor=${cursor}` : ''}`,
      );
      paged.push(...page.data.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor);
    expect(paged).toEqual(ids);
  });

  it('refuses filters that cannot match', async () => {
    for (const query of [
      'webhookId=x',
      'eventId=wh_1',
      'status=open',
      'responseStatus=99',
      'from=today',
      'colour=red',
    ]) {
      expect((await instance.request('GET', `/deliveries?${query}`)).status, query).toBe(422);
    }
  });
});
