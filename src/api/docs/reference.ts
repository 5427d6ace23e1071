import { ANY_CALL, type OpenApiDocument } from '../openapi.js';
import { fieldsTable, typeText } from './schema-text.js';
import type { Schema } from './schema-text.js';

const METHODS = ['post', 'get', 'put', 'patch', 'delete'] as const;

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
Failures are \`application/problem+json\`, with a \`code\` from [the list of problems](problems.md); any call may answer
${ANY_CALL.map((code) => `\`${code}\``).join(', ')}, and what it may answer besides stands with it.
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
    ...answers(operation.responses),
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

/** What is answered when it goes well, then the problems that not every call has. */
function answers(responses: Operation['responses']): string[] {
  const codes = new Set<string>();
  const done: string[] = [];
  for (const [status, { description, content }] of Object.entries(responses)) {
    const schema = content?.['application/json']?.schema;
    if (status < '300') {
      done.push(`**${status}** ${description}${schema ? ` ${typeText(schema)}` : ''}`);
      if (schema) done.push(...ownFields(schema));
    } else {
      for (const [, code = ''] of description.matchAll(/^`([a-z-]+)`/gm)) codes.add(code);
    }
  }
  for (const code of ANY_CALL) codes.delete(code);
  const links = [...codes].map((code) => `[\`${code}\`](problems.md#${code})`);
  return links.length === 0 ? done : [...done, `Problems: ${links.join(', ')}.`];
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
