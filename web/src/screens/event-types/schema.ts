/** As much of JSON Schema as the registry's own schemas use. */
export interface Schema {
  type?: string | string[];
  format?: string;
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  enum?: unknown[];
  const?: unknown;
}

/** What a person reads: `string`, `uuid`, `object[]`, `string or null`. */
export function typeOf(schema: Schema): string {
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return [...new Set(choices.map(typeOf))].join(' or ');
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' or ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (Array.isArray(schema.type)) return schema.type.join(' or ');
  if (schema.type === 'array') return schema.items ? `${typeOf(schema.items)}[]` : 'array';
  return schema.format ?? schema.type ?? 'any';
}

/** What it consists of, through lists and through "or null"; none: it is a plain value. */
export function partsOf(schema: Schema): Schema | undefined {
  if (schema.properties && Object.keys(schema.properties).length > 0) return schema;
  if (schema.items) return partsOf(schema.items);
  for (const choice of schema.anyOf ?? schema.oneOf ?? []) {
    const parts = partsOf(choice);
    if (parts) return parts;
  }
  return undefined;
}
