import { z } from 'zod';

export type JsonSchema = Record<string, unknown>;

/** The JSON Schema (2020-12) of a zod schema, for data that comes in. */
export function toJsonSchema(schema: z.ZodType): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io: 'input',
    override: ({ jsonSchema }) => joinNull(jsonSchema),
  });
  return rest;
}

/** `{"type": ["string", "null"]}` rather than an anyOf: shorter to read, and a misfit is reported once. */
export function joinNull(schema: JsonSchema): void {
  const { anyOf } = schema;
  if (!Array.isArray(anyOf) || anyOf.length !== 2) return;
  const [inner, orNull] = anyOf as [JsonSchema, JsonSchema];
  if (orNull['type'] !== 'null' || typeof inner['type'] !== 'string' || 'const' in inner) return;
  delete schema['anyOf'];
  const own = { ...schema };
  Object.assign(schema, inner, own, { type: [inner['type'], 'null'] });
  if (Array.isArray(inner['enum'])) schema['enum'] = [...(inner['enum'] as unknown[]), null];
}
