import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startInstance } from '../support/instance.js';

it('the EVENT_TYPES_FILE that the docs show is one that an instance starts with', async () => {
  const page = await readFile(new URL('../../docs/event-types.md', import.meta.url), 'utf8');
  const [, own = ''] = page.split('## Your own event types');
  const [, example = ''] = /```json\n([^]*?)```/.exec(own) ?? [];
  const folder = await mkdtemp(join(tmpdir(), 'posthorn-types-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'event-types.json');
  await writeFile(file, example);

  const instance = await startInstance({ worker: false, env: { EVENT_TYPES_FILE: file } });
  onTestFinished(() => instance.stop());
  const { body: list } = await instance.request('GET', '/event-types');
  const names = list.data.map(({ name }: { name: string }) => name);
  expect(names).toContain('order.paid');
  expect(names).not.toContain('lead.created');
  const emit = (data: object) => instance.request('POST', '/events', { body: { event: 'order.paid', data } });
  expect((await emit(list.data[0].example)).status).toBe(202);
  expect((await emit({ orderId: 1 })).status).toBe(422);
});
