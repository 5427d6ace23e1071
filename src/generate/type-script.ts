import type { JsonSchema } from '../contract/json-schema.js';

/** An exported TypeScript declaration of what the schema describes. */
export function declareType(name: string, schema: JsonSchema): string {
  const type = typeOf(schema);
  const declaration =
    type.startsWith('{\n') && !isComposed(schema) ? `interface ${name} ${type}` : `type ${name} = ${type};`;
  return `${commentOf(schema, '')}export ${declaration}\n`;
}

/** The TypeScript type of a JSON Schema of the kinds that the contract uses; `unknown` for what it does not say. */
export function typeOf(schema: JsonSchema, indent = ''): string {
  const { $ref, const: only, enum: values, anyOf, oneOf, allOf, type } = schema;
  if (typeof $ref === 'string') return $ref.slice($ref.lastIndexOf('/') + 1);
  if (only !== undefined) return literal(only);
  if (Array.isArray(values)) return union(values.map(literal));
  const alternatives = anyOf ?? oneOf;
  if (Array.isArray(alternatives))
    return union(alternatives.map((part) => typeOf(part as JsonSchema, indent)));
  if (Array.isArray(allOf)) return allOf.map((part) => typeOf(part as JsonSchema, indent)).join(' & ');
  if (Array.isArray(type))
    return union(type.map((one) => typeOf({ ...schema, type: one as string }, indent)));
  switch (type) {
    case 'string':
    case 'boolean':
    case 'null':
      return type;
    case 'number':
    case 'integer':
      return 'number';
    case 'array':
      return arrayOf((schema['items'] ?? {}) as JsonSchema, indent);
    case 'object':
      return objectType(schema, indent);
    default:
      return 'unknown';
  }
}

function objectType(schema: JsonSchema, indent: string): string {
  const inner = `${indent}  `;
  const required = new Set((schema['required'] as string[] | undefined) ?? []);
  const members = Object.entries((schema['properties'] ?? {}) as Record<string, JsonSchema>).map(
    ([name, member]) =>
      `${commentOf(member, inner)}${inner}${memberName(name)}${required.has(name) ? '' : '?'}: ${typeOf(member, inner)};\n`,
  );
  // Of an answer only the named members are typed, though others may come.
  const others = (schema['additionalProperties'] ?? members.length === 0) as JsonSchema | boolean;
  if (members.length === 0) {
    return others === false
      ? 'Record<string, never>'
      : `{ [field: string]: ${others === true ? 'unknown' : typeOf(others, indent)} }`;
  }
  // Beside named members, one type must fit all of them.
  if (others !== false) members.push(`${inner}[field: string]: unknown;\n`);
  return `{\n${members.join('')}${indent}}`;
}

function commentOf({ description }: JsonSchema, indent: string): string {
  return typeof description === 'string' ? `${indent}/** ${description.replaceAll('*/', '*\\/')} */\n` : '';
}

function arrayOf(item: JsonSchema, indent: string): string {
  const type = typeOf(item, indent);
  return isComposed(item) ? `(${type})[]` : `${type}[]`;
}

function isComposed({ type, enum: values, anyOf, oneOf, allOf }: JsonSchema): boolean {
  return [type, values, anyOf, oneOf, allOf].some((parts) => Array.isArray(parts) && parts.length > 1);
}

function union(types: string[]): string {
  return [...new Set(types)].join(' | ');
}

function memberName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : literal(name);
}

function literal(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`;
}
