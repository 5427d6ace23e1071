import { describe, expect, test } from 'vitest';
import { declareType, typeOf } from '../../src/generate/type-script.js';

describe('JSON Schema as TypeScript', () => {
  test.each([
    [{}, 'unknown'],
    [{ type: 'integer' }, 'number'],
    [{ type: ['string', 'null'] }, 'string | null'],
    [{ const: "it's" }, String.raw`'it\'s'`],
    [{ enum: ['a', 'b', null] }, `'a' | 'b' | null`],
    [{ $ref: '#/components/schemas/Webhook' }, 'Webhook'],
    [{ type: 'array', items: { type: ['string', 'null'] } }, '(string | null)[]'],
    [{ type: 'array', items: { $ref: '#/components/schemas/Webhook' } }, 'Webhook[]'],
    [{ anyOf: [{ type: 'string' }, { type: 'number' }, { type: 'string' }] }, 'string | number'],
    [{ type: 'object' }, '{ [field: string]: unknown }'],
    [{ type: 'object', additionalProperties: { type: 'string' } }, '{ [field: string]: string }'],
    [{ type: 'object', additionalProperties: false }, 'Record<string, never>'],
  ])('%j', (schema, type) => {
    expect(typeOf(schema)).toBe(type);
  });

  test('an object’s members, their comments, what may be absent, and whether others may be there', () => {
    const inner = { type: 'object', properties: { b: {} }, required: ['b'], additionalProperties: false };
    const schema = {
      type: 'object',
      description: 'A thing. */',
      properties: { a: { ...inner, description: 'Inner.' }, 'x-y': { type: 'boolean' } },
      required: ['a'],
      additionalProperties: {},
    };
    expect(declareType('Thing', schema)).toBe(`/** A thing. *\\/ */
export interface Thing {
  /** Inner. */
  a: {
    b: unknown;
  };
  'x-y'?: boolean;
  [field: string]: unknown;
}
`);
  });
});
