import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Instance, startInstance } from '../support/instance.js';

let instance: Instance;
const matched: string[] = [];
const unmatched: string[] = [];

beforeAll(async () => {
  instance = await startInstance({ worker: false });
  await instance.request('POST', '/webhooks', {
    body: { url: 'http://127.0.0.1:4999/hooks', events: ['lead.*'] },
  });
  for (let n = 0; n < 3; n++) {
    matched.unshift(await emit('lead.created', { leadId: 'l' }));
    unmatched.unshift(await emit('document.received', undefined));
  }
});
afterAll(() => instance.stop());

/** `data`: the type's example by default. */
async function emit(event: string, data: object | undefined): Promise<string> {
  const { body: type } = await instance.request('GET', `/event-types/${event}`);
  return (await instance.request('POST', '/events', { body: { event, data: data ?? type.example } })).body.id;
}

const list = async (query: string) => (await instance.request('GET', `/events?${query}`)).body;
const idsOf = ({ data }: { data: { id: string }[] }) => data.map(({ id }) => id);

it('events that no webhook took are listed apart from those that one took', async () => {
  expect(idsOf(await list('matched=false'))).toEqual(unmatched);
  expect(idsOf(await list('matched=true'))).toEqual(matched);
  expect(idsOf(await list(''))).toHaveLength(6);
});

it('and page like any list, beside other filters', async () => {
  const first = await list('matched=false&limit=2');
  const second = await list(`matched=false&limit=2&cursor=${first.nextCursor}`);
  expect([...idsOf(first), ...idsOf(second)]).toEqual(unmatched);
  expect(second.nextCursor).toBeNull();
  expect(idsOf(await list('matched=false&eventType=lead.created'))).toEqual([]);
  expect((await instance.request('GET', `/events?matched=true&cursor=${first.nextCursor}`)).status).toBe(422);
  expect((await instance.request('GET', '/events?matched=maybe')).status).toBe(422);
});
