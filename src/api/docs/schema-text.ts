/** What the docs read of a JSON Schema. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | boolean;
  description?: string;
  format?: string;
  minimum?: number;
  maximum?: number;
}

/** A type in a few words, with links to the objects of the reference. */
export function typeText(schema: Schema): string {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1);
    return `[${name}](api.md#${slug(name)})`;
  }
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum) return schema.enum.map((value) => `\`${JSON.stringify(value)}\``).join(' or ');
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives) return [...new Set(alternatives.map(typeText))].join(' or ');
  if (Array.isArray(schema.type))
    return schema.type.map((type) => typeText({ ...schema, type })).join(' or ');
  if (schema.type === 'array') return `array of ${typeText(schema.items ?? {})}`;
  if (schema.type === 'object') {
    const names = Object.keys(schema.properties ?? {});
    return names.length > 0 ? `object {${names.join(', ')}}` : 'object';
  }
  if (schema.format === 'date-time') return 'time (RFC 3339)';
  return `${schema.type ?? 'any value'}${rangeText(schema)}`;
}

/** A table of an object's fields, those of objects inside it under dotted names; '' where it has none. */
export function fieldsTable(schema: Schema): string {
  const rows = fieldRows(schema, '');
  return rows.length === 0 ? '' : ['| field | type | |', '|---|---|---|', ...rows].join('\n');
}

function fieldRows(schema: Schema, prefix: string): string[] {
  const required = new Set(schema.required ?? []);
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const note = [required.has(name) ? '' : 'optional', field.description ?? ''].filter(Boolean).join('; ');
    const row = `| \`${prefix}${name}\` | ${typeText(field)} | ${note.replaceAll('|', '\\|').replaceAll('\n', ' ')} |`;
    return [row, ...innerRows(field, `${prefix}${name}`)];
  });
}

function innerRows(field: Schema, name: string): string[] {
  if (field.items?.properties) return fieldRows(field.items, `${name}[].`);
  return field.properties ? fieldRows(field, `${name}.`) : [];
}

function rangeText({ minimum, maximum }: Schema): string {
  if (minimum === undefined && maximum === undefined) return '';
  // The bounds that every safe integer has say nothing.
  const low = minimum === Number.MIN_SAFE_INTEGER ? undefined : minimum;
  const high = maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  return low === undefined && high === undefined ? '' : ` (${low ?? ''}–${high ?? ''})`;
}

/** The id of a heading, as GitHub makes it. */
export function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-');
}
