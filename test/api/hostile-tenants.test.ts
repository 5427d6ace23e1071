import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Instance, startInstance } from '../support/instance.js';

const TENANTS = ['alpha', 'beta', 'gamma'];
const WEBHOOK = { url: 'http://127.0.0.1:4999/', events: ['*'] };
const EVENT = { event: 'lead.created', data: { leadId: 'l1' } };

type Kind = 'webhook' | 'event' | 'delivery' | 'key';
interface Thing {
  kind: Kind;
  id: string;
  owner: number;
}

/** What can be done to a thing; the tenant that owns it may be refused, another one gets a 404 whatever it tries. */
const ACTIONS: [Kind, string, (id: string) => string, object?][] = [
  ['webhook', 'GET', (id) => `/webhooks/${id}`],
  ['webhook', 'PATCH', (id) => `/webhooks/${id}`, { description: 'touched' }],
  ['webhook', 'POST', (id) => `/webhooks/${id}/pause`],
  ['webhook', 'POST', (id) => `/webhooks/${id}/resume`, { held: 'discard' }],
  ['webhook', 'POST', (id) => `/webhooks/${id}/enable`],
  ['webhook', 'POST', (id) => `/webhooks/${id}/test`, { event: 'lead.created' }],
  ['webhook', 'GET', (id) => `/webhooks/${id}/secret`],
  ['webhook', 'POST', (id) => `/webhooks/${id}/secret/rotate`, { graceSeconds: 0 }],
  ['event', 'GET', (id) => `/events/${id}`],
  ['event', 'DELETE', (id) => `/events/${id}/payload`],
  ['delivery', 'GET', (id) => `/deliveries/${id}`],
  ['delivery', 'POST', (id) => `/deliveries/${id}/cancel`],
  ['delivery', 'POST', (id) => `/deliveries/${id}/retry`],
  ['webhook', 'POST', (id) => `/webhooks/${id}/replay`, { since: '2026-01-01T00:00:00Z', dryRun: true }],
  ['webhook', 'GET', (id) => `/webhooks/${id}/replays`],
  ['webhook', 'GET', (id) => `/webhooks/${id}/stats`],
  ['webhook', 'DELETE', (id) => `/webhooks/${id}`],
  ['key', 'DELETE', (id) => `/api-keys/${id}`],
];

const LISTS: [Kind, string][] = [
  ['webhook', '/webhooks'],
  ['event', '/events'],
  ['delivery', '/deliveries'],
  ['key', '/api-keys'],
];

let instance: Instance;
const keys: string[] = [];
/** All that was ever made, by whom. */
const things: Thing[] = [];
beforeAll(async () => {
  instance = await startInstance({ worker: false });
  for (const id of TENANTS) {
    await instance.request('PUT', `/workspaces/${id}`, { body: { name: id } });
    const body = { name: 'k', role: 'manage', workspaceId: id };
    keys.push((await instance.request('POST', '/api-keys', { body })).body.key);
  }
});
afterAll(() => instance.stop());

const as = (tenant: number, method: string, path: string, body?: object) =>
  instance.request(method, path, { key: keys[tenant]!, ...(body && { body }) });

async function make(tenant: number, kind: Kind): Promise<void> {
  if (kind === 'webhook') {
    const { body } = await as(tenant, 'POST', '/webhooks', WEBHOOK);
    things.push({ kind, id: body.id, owner: tenant });
  } else if (kind === 'key') {
    const { body } = await as(tenant, 'POST', '/api-keys', { name: 'x', role: 'read' });
    things.push({ kind, id: body.id, owner: tenant });
  } else {
    const { body } = await as(tenant, 'POST', '/events', EVENT);
    things.push({ kind: 'event', id: body.id, owner: tenant });
    const { body: event } = await as(tenant, 'GET', `/events/${body.id}`);
    for (const { id } of event.deliveries) things.push({ kind: 'delivery', id, owner: tenant });
  }
}

const tenant = fc.nat({ max: TENANTS.length - 1 });
const step = fc.oneof(
  { weight: 1, arbitrary: fc.record({ tenant, make: fc.constantFrom<Kind>('webhook', 'event', 'key') }) },
  {
    weight: 3,
    arbitrary: fc.record({ tenant, action: fc.nat({ max: ACTIONS.length - 1 }), target: fc.nat() }),
  },
  { weight: 1, arbitrary: fc.record({ tenant, list: fc.nat({ max: LISTS.length - 1 }) }) },
);

it('whatever tenants do in whatever order, none reaches or sees what is another’s', async () => {
  for (const [owner] of TENANTS.entries())
    for (const kind of ['webhook', 'event', 'key'] as const) await make(owner, kind);
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 20 }), async (steps) => {
      for (const one of steps) {
        if ('make' in one) await make(one.tenant, one.make);
        else if ('list' in one) {
          const [kind, path] = LISTS[one.list]!;
          const { status, body } = await as(one.tenant, 'GET', `${path}?limit=250`);
          expect(status).toBe(200);
          const owners = new Map(
            things.filter((thing) => thing.kind === kind).map(({ id, owner }) => [id, owner]),
          );
          // What a test send or the key of the beginning made is not in the book; nothing of another's may be there.
          for (const { id } of body.data) expect([one.tenant, undefined]).toContain(owners.get(id));
        } else {
          const [kind, method, path, body] = ACTIONS[one.action]!;
          const ofKind = things.filter((thing) => thing.kind === kind);
          const { id, owner } = ofKind[one.target % ofKind.length]!;
          const answer = await as(one.tenant, method, path(id), body);
          expect(answer.status, `${method} ${path(id)}`).toBeLessThan(500);
          if (owner !== one.tenant) expect(answer.status, `${method} ${path(id)}`).toBe(404);
          const foreign = await as(one.tenant, method, path(id), body);
          if (owner !== one.tenant) expect(foreign.text).not.toContain(TENANTS[owner]);
        }
      }
    }),
    { numRuns: 25, endOnFailure: true },
  );
}, 120_000);
