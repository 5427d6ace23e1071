import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Scene, startScene } from '../support/delivery-scene.js';
import { until } from '../support/until.js';

let scene: Scene;
beforeAll(async () => {
  scene = await startScene();
});
afterAll(() => scene.stop());

describe('GET /deliveries/{id}', () => {
  it('tells of a delivered one what was sent, what came back and what Temporal says', async () => {
    const webhookId = await scene.createWebhook('/200/hook?token=abc');
    const { id } = await scene.deliver(webhookId, 'delivered');
    const delivery = await until(async () => {
      const body = await scene.get(`/deliveries/${id}`);
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
          phases: { lookupMs: null, connectMs: expect.any(Number), tlsMs: null, waitMs: expect.any(Number) },
          url: `${scene.receiver.url}/200/hook?token=abc`,
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
    const { id } = await scene.deliver(await scene.createWebhook('/503'), 'retrying');
    const delivery = await until(async () => {
      const body = await scene.get(`/deliveries/${id}`);
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
    const webhookId = await scene.createWebhook('/200?token=abc');
    const { id } = await scene.deliver(webhookId, 'delivered');
    const { key } = (await scene.post('/api-keys', { name: 'reader', role: 'read' })).body;
    expect((await scene.get(`/deliveries/${id}`, { key })).attempts[0].url).toBe(
      `${scene.receiver.url}/200?***`,
    );
    expect((await scene.get(`/webhooks/${webhookId}`, { key })).url).toBe(`${scene.receiver.url}/200?***`);
  });

  it("is 404 for another workspace's, for one that is not there and for a run that was not", async () => {
    const { id } = await scene.deliver(await scene.createWebhook('/200'), 'delivered');
    await scene.instance.request('PUT', '/workspaces/other', { body: { name: 'Other' } });
    const headers = { 'x-workspace-id': 'other' };
    for (const [method, path] of [
      ['GET', ''],
      ['POST', '/retry'],
      ['POST', '/cancel'],
    ] as const) {
      expect((await scene.instance.request(method, `/deliveries/${id}${path}`, { headers })).status).toBe(
        404,
      );
    }
    expect((await scene.instance.request('GET', `/deliveries/${id}?run=2`)).status).toBe(404);
    expect((await scene.instance.request('GET', `/deliveries/${id}?run=0`)).status).toBe(422);
    expect((await scene.instance.request('GET', '/deliveries/dlv_nonsense')).status).toBe(404);
    expect((await scene.get('/deliveries', { headers })).data).toEqual([]);
  });
});
