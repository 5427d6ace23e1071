import type { OpenApiDocument } from '../openapi.js';
import { fieldsTable, slug, typeText } from './schema-text.js';
import type { Schema } from './schema-text.js';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

interface Operation {
  operationId: string;
  summary: string;
  description: string;
  tags: string[];
  parameters?: Parameter[];
  requestBody?: { required: boolean; content: Content };
  responses: Record<string, { description: string; content?: Content }>;
}

interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  description?: string;
  schema: Schema;
}

type Content = Record<string, { schema: Schema; example?: unknown }>;

/** The REST reference as Markdown. */
export function referencePage(document: OpenApiDocument): string {
  const operations = operationsOf(document);
  const tags = (document.tags ?? []).map(({ name }) => name);
  return [
    '# API reference',
    INTRODUCTION,
    ...tags.flatMap((tag) => [
      `## ${tag}`,
      ...operations.filter(({ operation }) => operation.tags[0] === tag).map(section),
    ]),
    '## Objects',
    ...Object.entries((document.components?.schemas ?? {}) as Record<string, Schema>).map(
      ([name, schema]) =>
        `### ${name}\n\n${schema.description ? `${schema.description}\n\n` : ''}${describeObject(schema)}`,
    ),
  ].join('\n\n');
}

const INTRODUCTION = `Every call needs an API key, as \`x-api-key: <key>\` or \`Authorization: Bearer <key>\`.
Lists answer \`{"data": […], "nextCursor": …}\`: give \`nextCursor\` as \`?cursor=\` for the next page.
Failures are \`application/problem+json\`, with a \`code\` from [the list of problems](/docs/problems).
A \`POST\` with an \`Idempotency-Key\` can be repeated safely for 24 hours.
The same contract for machines: [/openapi.json](/openapi.json).`;

interface Placed {
  method: string;
  path: string;
  operation: Operation;
}

function operationsOf(document: OpenApiDocument): Placed[] {
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method] as Operation | undefined;
      return operation ? [{ method: method.toUpperCase(), path, operation }] : [];
    }),
  );
}

function section({ method, path, operation }: Placed): string {
  const { summary, description, parameters = [], requestBody } = operation;
  const own = parameters.filter(({ in: place }) => place !== 'header');
  const body = requestBody?.content['application/json'];
  return [
    `### ${summary}`,
    `\`${method} ${path}\``,
    description,
    ...(own.length > 0 ? [parametersTable(own)] : []),
    ...(body
      ? [
          `Body${requestBody.required ? '' : ' (optional)'}: ${typeText(body.schema)}`,
          ...ownFields(body.schema),
        ]
      : []),
    ...(body?.example === undefined ? [] : [codeBlock(body.example)]),
    answers(operation.responses),
  ].join('\n\n');
}

function parametersTable(parameters: Parameter[]): string {
  const rows = parameters.map(
    ({ name, in: place, required, description = '', schema }) =>
      `| \`${name}\` | ${place}${required ? ', required' : ''} | ${typeText(schema)} | ${cell(description || (schema.description ?? ''))} |`,
  );
  return ['| parameter | in | type | |', '|---|---|---|---|', ...rows].join('\n');
}

/** The fields of a schema that stands nowhere else. */
function ownFields(schema: Schema): string[] {
  const table = schema.$ref === undefined ? fieldsTable(schema) : '';
  return table === '' ? [] : [table];
}

function answers(responses: Operation['responses']): string {
  const lines = Object.entries(responses).map(([status, { description, content }]) => {
    const schema = content?.['application/json']?.schema;
    const text =
      status < '300' && schema ? `${description} ${typeText(schema)}` : description.replaceAll('\n', ' ');
    const fields = schema && status < '300' ? ownFields(schema) : [];
    return { line: `- **${status}** ${text}`, fields };
  });
  return [lines.map(({ line }) => line).join('\n'), ...lines.flatMap(({ fields }) => fields)].join('\n\n');
}

function describeObject(schema: Schema): string {
  return fieldsTable(schema) || typeText(schema);
}

function codeBlock(value: unknown): string {
  return `\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\``;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

/** The anchor of an operation's section. */
export function anchorOf(operation: { summary: string }): string {
  return slug(operation.summary);
}
