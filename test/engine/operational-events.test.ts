import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { tellOperations } from '../../src/dispatch/tell-operations.js';
import type { AttemptRecord } from '../../src/store/record-attempt.js';
import { type EngineScene, startEngineScene } from '../support/engine-scene.js';
import { createWebhook } from '../support/flows.js';

const NAMES = ['webhook.disabled', 'webhook.recovered', 'delivery.failed'];

let scene: EngineScene;
let failing: string;
let watching: string;
beforeAll(async () => {
  scene = await startEngineScene();
  failing = (await scene.instance.request('GET', '/webhooks')).body.data[0].id;
  watching = (await createWebhook(scene.instance, { url: 'http://127.0.0.1:4011/ops', events: NAMES })).id;
  await createWebhook(scene.instance, { url: 'http://127.0.0.1:4012/all', events: ['*'] });
});
afterAll(() => scene.stop());
beforeEach(async () => {
  await scene.pool.query('truncate deliveries, queue, events, attempts, event_ids');
  await scene.pool.query(
    `update webhooks set status = 'enabled', enabled_at = now() - interval '1 minute', disabled_told_at = null`,
  );
});

const get = async (path: string) => (await scene.instance.request('GET', path)).body;

async function fail(verdict: AttemptRecord['verdict'] = 'failed'): Promise<void> {
  const { rows } = await scene.pool.query(`select id from webhooks where url like '%:4010/%'`);
  const job = await (async () => {
    await acceptOne();
    return (await scene.claim()).find(({ webhookId }) => webhookId === rows[0].id)!;
  })();
  await scene.record(job, verdict);
}

const acceptOne = () =>
  scene.instance.request('POST', '/events', { body: { event: 'lead.created', data: { leadId: 'l' } } });

/** The operational events that there are by now, oldest first, with their data. */
async function told() {
  await tellOperations(scene.instance.ctx);
  const { data } = await get('/events?limit=250');
  const ours = data.filter(({ event }: { event: string }) => NAMES.includes(event)).toReversed();
  return Promise.all(ours.map(({ id }: { id: string }) => get(`/events/${id}`)));
}

describe('delivery.failed', () => {
  it('tells the first failure of a webhook in an hour, to those that name it and to no wildcard', async () => {
    for (let n = 0; n < 3; n++) await fail();
    const events = await told();
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      event: 'delivery.failed',
      subject: failing,
      data: {
        workspaceId: 'default',
        webhookId: failing,
        host: '127.0.0.1:4010',
        eventType: 'lead.created',
        errorCode: 'http-status',
        responseStatus: 503,
        attemptCount: 1,
      },
    });
    expect(events[0].deliveries.map(({ webhookId }: { webhookId: string }) => webhookId)).toEqual([watching]);
    await fail();
    expect(await told()).toHaveLength(1);
  });

  it('is told again for the next hour', async () => {
    await fail();
    expect(await told()).toHaveLength(1);
    await scene.pool.query(`update deliveries set finished_at = finished_at - interval '1 hour'`);
    await scene.pool.query(`update event_ids set external_id = 'an-hour-before'`);
    await fail();
    expect(await told()).toHaveLength(2);
  });

  it('never tells of tests, or of deliveries of operational events', async () => {
    await fail();
    expect(await told()).toHaveLength(1);
    const [job] = await scene.claim();
    expect(job!.eventType).toBe('delivery.failed');
    await scene.record(job!, 'failed');
    await scene.pool.query(`update deliveries set test = true where event_type = 'lead.created'`);
    await scene.pool.query('delete from event_ids');
    expect(await told()).toHaveLength(1);
  });

  it('makes no event where nobody takes it', async () => {
    await scene.instance.request('PATCH', `/webhooks/${watching}`, {
      body: { events: ['webhook.disabled'] },
    });
    await fail();
    expect(await told()).toEqual([]);
    await scene.instance.request('PATCH', `/webhooks/${watching}`, { body: { events: NAMES } });
  });
});

describe('webhook.disabled and webhook.recovered', () => {
  it('are told once each: of a 410, and of the first success after the webhook was enabled again', async () => {
    await fail('gone');
    const typesTold = async () =>
      (await told()).map(({ event }) => event).filter((event) => event !== 'delivery.failed');
    expect(await typesTold()).toEqual(['webhook.disabled']);
    expect(await typesTold()).toEqual(['webhook.disabled']);
    const disabled = (await told()).find(({ event }) => event === 'webhook.disabled');
    expect(disabled.data).toMatchObject({ webhookId: failing, reason: 'The receiver answered 410 Gone.' });

    await scene.instance.request('POST', `/webhooks/${failing}/enable`);
    expect(await typesTold()).toEqual(['webhook.disabled']);
    await fail('delivered');
    expect(await typesTold()).toEqual(['webhook.disabled', 'webhook.recovered']);
    await fail('delivered');
    expect(await typesTold()).toEqual(['webhook.disabled', 'webhook.recovered']);

    await fail('gone');
    expect(await typesTold()).toEqual(['webhook.disabled', 'webhook.recovered', 'webhook.disabled']);
  });

  it('is told again of a webhook that was enabled and disabled without a success', async () => {
    await fail('gone');
    await told();
    await scene.instance.request('POST', `/webhooks/${failing}/enable`);
    await fail('gone');
    const disabled = (await told()).filter(({ event }) => event === 'webhook.disabled');
    expect(disabled).toHaveLength(2);
  });
});

describe('operational event types', () => {
  it('cannot be emitted, nor taken by a prefix', async () => {
    const emitted = await scene.instance.request('POST', '/events', {
      body: { event: 'webhook.disabled', data: {} },
    });
    expect(emitted.status).toBe(422);
    expect(emitted.body.errors).toEqual([
      { pointer: '/event', detail: 'Only Posthorn itself emits this event type.' },
    ]);
    const created = await scene.instance.request('POST', '/webhooks', {
      body: { url: 'http://127.0.0.1:4013/', events: ['webhook.*'] },
    });
    expect(created.status).toBe(422);
  });

  it('can be tried with a test send', async () => {
    const sent = await scene.instance.request('POST', `/webhooks/${watching}/test`, {
      body: { event: 'webhook.recovered' },
    });
    expect(sent.status).toBe(202);
    expect((await get(`/events/${sent.body.eventId}`)).data.recoveredAt).toBe('2026-11-23T19:02:11.000Z');
  });
});
