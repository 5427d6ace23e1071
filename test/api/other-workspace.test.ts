import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadRoutes } from '../../src/api/load-routes.js';
import { type Instance, startInstance } from '../support/instance.js';

let instance: Instance;
const ids: Record<string, string> = {};

beforeAll(async () => {
  instance = await startInstance({ worker: false });
  const { body: webhook } = await instance.request('POST', '/webhooks', {
    body: { url: 'http://127.0.0.1:4999/hooks', events: ['*'] },
  });
  const { body: event } = await instance.request('POST', '/events', {
    body: { event: 'lead.created', data: { leadId: '1' } },
  });
  const { body } = await instance.request('GET', '/deliveries');
  const { body: replay } = await instance.request('POST', `/webhooks/${webhook.id}/replay`, {
    body: { since: '2026-01-01T00:00:00Z' },
  });
  const { body: key } = await instance.request('POST', '/api-keys', {
    body: { name: 'k', role: 'read', workspaceId: 'default' },
  });
  Object.assign(ids, {
    webhook: webhook.id,
    event: event.id,
    delivery: body.data[0].id,
    replay: replay.id,
    key: key.id,
  });
  await instance.request('PUT', '/workspaces/other', { body: { name: 'Other' } });
});
afterAll(() => instance.stop());

const ROUTES: [method: string, path: string, body?: object][] = [
  ['GET', '/webhooks/:webhook'],
  ['PATCH', '/webhooks/:webhook', { description: 'mine now' }],
  ['DELETE', '/webhooks/:webhook'],
  ['POST', '/webhooks/:webhook/pause'],
  ['POST', '/webhooks/:webhook/resume'],
  ['POST', '/webhooks/:webhook/enable'],
  ['POST', '/webhooks/:webhook/test'],
  ['GET', '/webhooks/:webhook/secret'],
  ['POST', '/webhooks/:webhook/secret/rotate'],
  ['GET', '/events/:event'],
  ['GET', '/events/:event/payload'],
  ['DELETE', '/events/:event/payload'],
  ['GET', '/deliveries/:delivery'],
  ['POST', '/deliveries/:delivery/retry'],
  ['POST', '/deliveries/:delivery/cancel'],
  ['POST', '/webhooks/:webhook/replay', { since: '2026-01-01T00:00:00Z', dryRun: true }],
  ['GET', '/webhooks/:webhook/replays'],
  ['GET', '/webhooks/:webhook/stats'],
  ['GET', '/replays/:replay'],
  ['POST', '/replays/:replay/cancel'],
  ['DELETE', '/api-keys/:key'],
];

it('every route that takes an id is asked, save those of workspaces, which are the instance’s own', async () => {
  const taken = (await loadRoutes())
    .filter(({ path }) => path.includes('{id}') && !path.startsWith('/workspaces/'))
    .map(({ method, path }) => `${method.toUpperCase()} ${path}`);
  const asked = ROUTES.map(([method, path]) => `${method} ${path.replace(/:\w+/, '{id}')}`);
  expect(asked.toSorted()).toEqual(taken.toSorted());
});

const send = (method: string, path: string, body?: object, headers: Record<string, string> = {}) =>
  instance.request(
    method,
    path.replace(/:(\w+)/, (_, name: string) => ids[name]!),
    body ? { body, headers } : { headers },
  );

it.each(ROUTES)("%s %s answers 404 for another workspace's id", async (method, path, body) => {
  const { status, body: problem } = await send(method, path, body, { 'x-workspace-id': 'other' });
  expect([status, problem.code]).toEqual([404, 'not-found']);
});

it.each(['/webhooks', '/events', '/deliveries'])(
  'GET %s lists nothing of another workspace',
  async (path) => {
    expect((await send('GET', path, undefined, { 'x-workspace-id': 'other' })).body.data).toEqual([]);
    expect((await send('GET', path)).body.data).toHaveLength(1);
  },
);

it('leaves what was asked for untouched', async () => {
  expect((await send('GET', '/webhooks/:webhook')).body).toMatchObject({
    status: 'enabled',
    description: null,
  });
  expect((await send('GET', '/webhooks/:webhook/secret')).body.secrets).toHaveLength(1);
  expect((await send('GET', '/events/:event')).body.data).toEqual({ leadId: '1' });
  expect((await send('GET', '/deliveries/:delivery')).body).toMatchObject({
    status: 'queued',
    workflow: { unavailable: 'not-started', runId: null },
  });
});
