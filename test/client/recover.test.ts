import { afterAll, beforeAll, expect, test } from 'vitest';
import { Posthorn } from '@posthorn/client';
import { type Instance, startInstance } from '../support/instance.js';
import { missEvents } from '../support/miss-events.js';

let instance: Instance;
let posthorn: Posthorn;
const since = new Date(Date.now() - 60_000).toISOString();

beforeAll(async () => {
  instance = await startInstance({ worker: false });
  posthorn = new Posthorn({ baseUrl: instance.url, apiKey: instance.adminKey });
});
afterAll(() => instance.stop());

test('what a webhook missed is counted, sent, watched and cancelled', async () => {
  const { id } = await posthorn.webhooks.create({ url: 'http://127.0.0.1:4010/', events: ['lead.*'] });
  await missEvents(instance, 3);
  expect(await posthorn.webhooks.countReplay(id, { since, include: 'missing' })).toEqual({ count: 3 });
  const replay = await posthorn.webhooks.replay(id, { since, include: 'missing' });
  expect(replay).toMatchObject({ status: 'running', total: 3 });
  for await (const listed of posthorn.replays.list(id)) expect(listed.id).toBe(replay.id);
  await posthorn.replays.cancel(replay.id);
  expect(await posthorn.replays.get(replay.id)).toMatchObject({ status: 'cancelled' });
});

test('how it goes is asked of the workspace, and of a webhook', async () => {
  const { id } = await posthorn.webhooks.create({ url: 'http://127.0.0.1:4010/w', events: ['lead.*'] });
  const all = await posthorn.stats.get({ by: 'webhook', from: new Date(Date.now() - 3_600_000) });
  expect(all.webhooks?.map(({ webhookId }) => webhookId)).toContain(id);
  expect(await posthorn.webhooks.stats(id)).toMatchObject({ successRate: null, health: null });
});
