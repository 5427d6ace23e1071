import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Scene, startScene } from '../support/delivery-scene.js';
import { until } from '../support/until.js';

let scene: Scene;
beforeAll(async () => {
  scene = await startScene();
});
afterAll(() => scene.stop());

describe('GET /deliveries', () => {
  let ok: string;
  let bad: string;
  beforeAll(async () => {
    ok = await scene.createWebhook('/200/list', { events: ['lead.updated', 'lead.completed'] });
    bad = await scene.createWebhook('/404/list', {
      events: ['lead.updated'],
      retryPolicy: { delaysSeconds: [] },
    });
    for (const event of ['lead.updated', 'lead.completed']) {
      await scene.post('/events', { event, data: { leadId: `list-${event}` } });
    }
    await until(async () => {
      const { data } = await scene.get(`/deliveries?webhookId=${ok}`);
      const failed = await scene.get(`/deliveries?webhookId=${bad}&status=failed`);
      return failed.data.length === 1 && data.every((row: { status: string }) => row.status === 'delivered')
        ? true
        : undefined;
    });
  });

  const webhooksOf = async (query: string) =>
    (await scene.get(`/deliveries?${query}`)).data.map((row: { webhookId: string }) => row.webhookId);

  it('has rows without attempts and workflow, with the last attempt', async () => {
    const { data } = await scene.get(`/deliveries?webhookId=${bad}`);
    const { attempts: _, workflow: __, ...delivery } = await scene.get(`/deliveries/${data[0].id}`);
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
    const { data } = await scene.get('/events?subject=list-lead.updated');
    expect((await webhooksOf(`eventId=${data[0].id}`)).sort()).toEqual([ok, bad].sort());
    const hour = (offset: number) =>
      encodeURIComponent(new Date(Date.now() + offset * 3_600_000).toISOString());
    expect(await webhooksOf(`webhookId=${bad}&from=${hour(-1)}&to=${hour(1)}`)).toEqual([bad]);
    expect(await webhooksOf(`webhookId=${bad}&from=${hour(1)}`)).toEqual([]);
    expect(await webhooksOf(`webhookId=${bad}&to=${hour(-1)}`)).toEqual([]);
  });

  it('filters by the derived statuses too', async () => {
    const retrying = await scene.createWebhook('/503/derived', { events: ['lead.created'] });
    const { id } = await scene.deliver(retrying, 'retrying', 'derived');
    expect(await webhooksOf(`webhookId=${retrying}&status=retrying`)).toEqual([retrying]);
    expect(await webhooksOf(`webhookId=${retrying}&status=queued`)).toEqual([]);
    await scene.post(`/webhooks/${retrying}/pause`);
    expect(await webhooksOf(`webhookId=${retrying}&status=held`)).toEqual([retrying]);
    expect(await webhooksOf(`webhookId=${retrying}&status=retrying`)).toEqual([]);
    await scene.post(`/deliveries/${id}/cancel`);
    expect(await webhooksOf(`webhookId=${retrying}&status=cancelled`)).toEqual([retrying]);
  });

  it('is newest first, page by page', async () => {
    const { data } = await scene.get('/deliveries?limit=250');
    const ids: string[] = data.map((row: { id: string }) => row.id);
    expect(ids).toEqual([...ids].sort().reverse());
    const paged: string[] = [];
    let cursor: string | null = null;
    do {
      const page: { data: { id: string }[]; nextCursor: string | null } = await scene.get(
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
      expect((await scene.instance.request('GET', `/deliveries?${query}`)).status, query).toBe(422);
    }
  });
});
