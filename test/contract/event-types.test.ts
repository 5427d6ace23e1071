import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { patternsOf } from '../../src/contract/event-patterns.js';
import { type EventTypeRegistry, loadEventTypes } from '../../src/contract/event-types.js';

const NAMES = [
  'action_log.completed',
  'action_log.failed',
  'document.received',
  'document.extracted',
  'lead.created',
  'lead.updated',
  'lead.completed',
];
const OPERATIONAL = ['webhook.disabled', 'webhook.recovered', 'delivery.failed'];

const registry = await loadEventTypes();

const pointersOf = (name: string, data: unknown) =>
  registry
    .find(name)!
    .validate(data)
    .map(({ pointer }) => pointer);

describe('the built-in event types', () => {
  it('are the seven, in three groups, and our own, in another', () => {
    expect(registry.list().map(({ name }) => name)).toEqual([...NAMES, ...OPERATIONAL]);
    const ours = registry.list().filter(({ emittable }) => !emittable);
    expect(ours.map(({ name }) => name)).toEqual(OPERATIONAL);
    expect(new Set(ours.map(({ group }) => group))).toEqual(new Set(['Operations']));
    const others = registry.list().filter(({ emittable }) => emittable);
    expect(new Set(others.map(({ group }) => group))).toEqual(
      new Set(['Action Log', 'Document', 'Lead Events']),
    );
  });

  it('are taken by name alone where they are our own', () => {
    for (const name of OPERATIONAL) {
      expect(patternsOf(name)).toEqual([name]);
      expect(registry.patternError(name)).toBeUndefined();
    }
    expect(registry.patternError('delivery.*')).toBeDefined();
  });

  it('know webhook.test, which nothing can subscribe to', () => {
    expect(registry.find('webhook.test')?.subscribable).toBe(false);
    expect(registry.patternError('webhook.test')).toBeDefined();
    expect(registry.patternError('webhook.*')).toBeDefined();
  });

  it.each([
    ['action_log.completed', ['id', 'type', 'status', 'leadId']],
    ['action_log.failed', ['id', 'type', 'status', 'leadId', 'agentId']],
    ['document.received', ['id', 'filename', 'leadId', 'signedUrl']],
    ['document.extracted', ['leadId', 'documentId', 'status', 'classification', 'extractionResult']],
    ['lead.created', ['leadId']],
    ['lead.updated', ['leadId']],
    ['lead.completed', ['leadId']],
  ])('%s requires %j and nothing else', (name, required) => {
    expect(pointersOf(name, {}).sort()).toEqual(required.map((field) => `/${field}`).sort());
    expect(registry.find(name)!.validate({})[0]!.detail).toBe('This field is required.');
  });

  it.each([
    ['lead.created', { leadId: 12 }, '/leadId'],
    ['lead.created', { leadId: null }, '/leadId'],
    ['lead.created', { leadId: 'l', firstName: 5 }, '/firstName'],
    ['lead.updated', { leadId: 'l', checklistItems: [{ updatedAt: 1 }] }, '/checklistItems/0/updatedAt'],
    ['lead.updated', { leadId: 'l', checklistItems: [{ value: true }] }, '/checklistItems/0/value'],
    ['document.received', { ...exampleOf('document.received'), size: '1' }, '/size'],
    ['document.extracted', { ...exampleOf('document.extracted'), classification: [] }, '/classification'],
    ['action_log.failed', { ...exampleOf('action_log.failed'), tool: 'x' }, '/tool'],
    ['lead.created', [], ''],
    ['lead.created', 'text', ''],
  ])('%s refuses %j once, at %s', (name, data, pointer) => {
    expect(pointersOf(name, data)).toEqual([pointer]);
  });

  it.each([
    ['lead.created', { leadId: 'l', source: 'carrier-pigeon' }],
    ['action_log.completed', { ...exampleOf('action_log.completed'), type: 'NEW', status: 'DONE' }],
    ['lead.created', { leadId: 'l', somethingNew: { nested: [1, { a: null }] } }],
    ['document.received', { ...exampleOf('document.received'), signedUrl: 'not a URL', createdAt: 'then' }],
    ['lead.completed', { leadId: 'l', checklistItems: [{ value: { street: '1 Main St' }, extra: 1 }] }],
  ])('%s takes %j: unknown fields, other values of an enumeration, any format', (name, data) => {
    expect(pointersOf(name, data)).toEqual([]);
  });

  it('never change what they check', () => {
    const data = exampleOf('lead.completed');
    const before = JSON.stringify(data);
    registry.find('lead.completed')!.validate(data);
    expect(JSON.stringify(data)).toBe(before);
  });
});

describe('a name or pattern that matches nothing', () => {
  it.each([['*'], ['lead.*'], ['action_log.*'], ['document.extracted']])(
    '%s matches something',
    (pattern) => {
      expect(registry.patternError(pattern)).toBeUndefined();
    },
  );

  it.each([
    ['lead.creatd', 'lead.created'],
    ['Lead.Created', 'lead.created'],
    ['documents.*', 'document.*'],
    ['lead', 'lead.*'],
  ])('%s is told of %s', (pattern, nearest) => {
    expect(registry.patternError(pattern)).toBe(`No event type matches this. Did you mean ${nearest}?`);
  });

  it.each([['invoice.overdue.reminder'], ['lead.**'], ['*.created'], ['le*'], [''], ['__proto__']])(
    '%s is refused',
    (pattern) => {
      expect(registry.patternError(pattern)).toMatch(/^No event type matches this\./);
    },
  );

  it('is answered in a name as well', () => {
    expect(registry.nameError('lead.create')).toBe(
      'This event type is not known. Did you mean lead.created?',
    );
    expect(registry.nameError('x'.repeat(100_000))).toBe('This event type is not known.');
    expect(registry.find('constructor')).toBeUndefined();
  });
});

describe('EVENT_TYPES_FILE', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'posthorn-'));
  });
  afterAll(() => rm(directory, { recursive: true }));

  const load = async (content: unknown): Promise<EventTypeRegistry> => {
    const file = join(directory, 'types.json');
    await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
    return loadEventTypes(file);
  };

  const order = {
    name: 'order.paid',
    group: 'Orders',
    description: 'An order was paid.',
    schema: {
      type: 'object',
      required: ['orderId', 'total'],
      properties: { orderId: { type: 'string' }, total: { anyOf: [{ type: 'number' }, { type: 'string' }] } },
    },
    example: { orderId: 'o-1', total: 12.5 },
  };

  it('replaces the built-in types, save our own', async () => {
    const types = await load({ types: [order] });
    expect(types.list().map(({ name }) => name)).toEqual(['order.paid', ...OPERATIONAL]);
    expect(types.find('webhook.test')).toBeDefined();
    expect(types.patternError('order.*')).toBeUndefined();
    expect(types.find('order.paid')!.validate({ orderId: 'o', total: null })).toEqual([
      { pointer: '/total', detail: 'This must match a schema in anyOf.' },
    ]);
  });

  it('may use draft-07, and keywords of JSON Schema that the built-in types do not', async () => {
    const schema = {
      $schema: 'http://json-schema.org/draft-07/schema#',
      type: 'object',
      definitions: { id: { type: 'string', pattern: '^o-' } },
      properties: { orderId: { $ref: '#/definitions/id' } },
      additionalProperties: false,
    };
    const types = await load({ types: [{ ...order, schema, example: { orderId: 'o-1' } }] });
    expect(types.find('order.paid')!.validate({ orderId: 'x', 'a/b': 1 })).toEqual(
      expect.arrayContaining([
        { pointer: '/orderId', detail: expect.stringContaining('pattern') },
        { pointer: '/a~1b', detail: 'This field is not known.' },
      ]),
    );
  });

  it.each([
    ['is not JSON', '{"types": [', 'is not JSON'],
    ['has no types', {}, 'types: '],
    ['has an empty list', { types: [] }, 'types: '],
    ['has a type without an example', { types: [{ ...order, example: undefined }] }, 'types.0.example: '],
    ['has a misspelt field', { types: [{ ...order, desc: 'x' }] }, 'types.0: Unrecognized key: "desc"'],
    ['has a bad name', { types: [{ ...order, name: 'Order Paid' }] }, 'types.0.name: must be words'],
    ['has a name twice', { types: [order, order] }, 'order.paid stands twice.'],
    ['takes a name of ours', { types: [{ ...order, name: 'webhook.test' }] }, "Posthorn's own"],
    [
      'has a schema with a misspelt keyword',
      { types: [{ ...order, schema: { type: 'object', requierd: ['a'] } }] },
      'The schema of event type order.paid cannot be used: strict mode: unknown keyword: "requierd"',
    ],
    [
      'has an example that does not fit',
      { types: [{ ...order, example: { orderId: 1, total: 1 } }] },
      'The example of event type order.paid does not fit its schema: /orderId This must be string.',
    ],
  ])('that %s is refused with a sentence', async (_, content, sentence) => {
    await expect(load(content)).rejects.toThrow(sentence);
  });

  it('that is not there is named', async () => {
    await expect(loadEventTypes('/nowhere/types.json')).rejects.toThrow(
      'EVENT_TYPES_FILE /nowhere/types.json: cannot be read (ENOENT).',
    );
  });
});

function exampleOf(name: string): Record<string, unknown> {
  return registry.find(name)!.example;
}
