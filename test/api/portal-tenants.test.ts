import fc from 'fast-check';
import { request } from 'undici';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadRoutes } from '../../src/api/load-routes.js';
import type { Route } from '../../src/api/route.js';
import { type Instance, startInstance } from '../support/instance.js';

/** Text that stands in everything of this workspace, and in nothing of the other. */
const MARK = 'only-of-beta';
const ROLES = ['manage', 'read'] as const;
const NONE = '00000000000000000000000000';

let instance: Instance;
let routes: Route[];
const cookies = new Map<string, string>();
/** What there is of beta, by the prefix of its id. */
const ids: Record<string, string> = {};

beforeAll(async () => {
  instance = await startInstance({ worker: false });
  routes = await loadRoutes();
  for (const id of ['alpha', 'beta'])
    await instance.request('PUT', `/workspaces/${id}`, { body: { name: id } });
  for (const role of ROLES) {
    const { body } = await instance.request('POST', '/workspaces/alpha/portal-links', { body: { role } });
    const answer = await request(instance.url + new URL(body.url).pathname);
    await answer.body.dump();
    cookies.set(role, String(answer.headers['set-cookie']).split(';')[0]!);
  }
  const asBeta = { headers: { 'x-workspace-id': 'beta' } };
  const { body: webhook } = await instance.request('POST', '/webhooks', {
    ...asBeta,
    body: { url: `http://127.0.0.1:4999/${MARK}`, events: ['*'], description: MARK },
  });
  const { body: event } = await instance.request('POST', '/events', {
    ...asBeta,
    body: { event: 'lead.created', externalId: MARK, data: { leadId: MARK } },
  });
  const { body: deliveries } = await instance.request('GET', '/deliveries', asBeta);
  const { body: key } = await instance.request('POST', '/api-keys', {
    body: { name: MARK, role: 'read', workspaceId: 'beta' },
  });
  Object.assign(ids, {
    webhooks: webhook.id,
    events: event.id,
    deliveries: deliveries.data[0].id,
    'api-keys': key.id,
  });
});
afterAll(() => instance.stop());

/** A path of the route about something of beta; where there is none of its kind, about nothing. */
function pathOf(route: Route): string {
  const kind = route.path.split('/')[1]!;
  const id = kind === 'workspaces' ? 'beta' : (ids[kind] ?? `rpl_${NONE}`);
  return route.path.replace('{id}', id).replace('{name}', 'lead.created');
}

const PLACES = ['nowhere', 'header', 'body', 'both'] as const;

it('whatever a portal user of one workspace asks for, by id, header or body, shows and changes nothing of another', async () => {
  const before = await stateOfBeta();
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...routes.filter(({ path }) => path !== '/session' && path !== '/stream')),
      fc.constantFrom(...ROLES),
      fc.constantFrom(...PLACES),
      async (route, role, place) => {
        const inHeader = place === 'header' || place === 'both';
        const inBody = place === 'body' || place === 'both';
        const answer = await instance.request(route.method.toUpperCase(), pathOf(route), {
          key: null,
          headers: {
            cookie: cookies.get(role)!,
            'sec-fetch-site': 'same-origin',
            ...(inHeader && { 'x-workspace-id': 'beta' }),
          },
          ...((route.body || inBody) && { body: bodyFor(route, inBody) }),
        });
        const what = `${route.operationId} as ${role}, beta named in ${place}`;
        expect(answer.status, what).toBeLessThan(500);
        expect(answer.text, what).not.toContain(MARK);
        if (inHeader || route.path.includes('{id}')) expect([403, 404, 422], what).toContain(answer.status);
      },
    ),
    { numRuns: 200, endOnFailure: true },
  );
  expect(await stateOfBeta()).toEqual(before);
}, 180_000);

it('nor does the stream, by header or query', async () => {
  const headers = { cookie: cookies.get('read')!, 'sec-fetch-site': 'same-origin' };
  const named = { ...headers, 'x-workspace-id': 'beta' };
  expect((await instance.request('GET', '/stream', { key: null, headers: named })).status).toBe(403);
  expect((await instance.request('GET', '/stream?workspaceId=beta', { key: null, headers })).status).toBe(
    403,
  );
  const ofWebhook = `/stream?webhookId=${ids['webhooks']}`;
  expect((await instance.request('GET', ofWebhook, { key: null, headers })).status).toBe(404);
});

/** A body that the route accepts, and that names beta where it may. */
function bodyFor(route: Route, namesBeta: boolean): object {
  const bodies: Record<string, object> = {
    emitEvent: { event: 'lead.created', data: { leadId: 'x' } },
    emitBatch: { events: [{ event: 'lead.created', data: { leadId: 'x' }, workspaceId: 'beta' }] },
    createWebhook: { url: 'http://127.0.0.1:4999/x', events: ['*'] },
    createApiKey: { name: 'mine', role: 'read' },
    createPortalLink: { role: 'manage' },
    putWorkspace: { name: 'mine' },
    replayWebhook: { since: '2026-01-01T00:00:00Z' },
  };
  const body = bodies[route.operationId] ?? {};
  return namesBeta ? { ...body, workspaceId: 'beta' } : body;
}

/** Everything of beta, as an admin sees it. */
async function stateOfBeta(): Promise<unknown> {
  const state: unknown[] = [];
  for (const path of ['/webhooks', '/events', '/deliveries', '/api-keys', '/audit', '/workspaces/beta']) {
    const { body } = await instance.request('GET', path, { headers: { 'x-workspace-id': 'beta' } });
    state.push(body);
  }
  return state;
}
