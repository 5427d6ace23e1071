import { z } from 'zod';
import {
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponseObject,
  createDocument,
} from 'zod-openapi';
import { workspaceId } from '../contract/common.js';
import type { EventTypeRegistry } from '../contract/event-types.js';
import { joinNull } from '../contract/json-schema.js';
import { problem } from '../contract/problem.js';
import { PROBLEMS, type ProblemCode } from '../errors.js';
import { VERSION } from '../version.js';
import { HEADERS_OF_STATUS } from './openapi-headers.js';
import { linksOf } from './openapi-links.js';
import { webhookOperations } from './openapi-webhooks.js';
import { type EventStream, type Route, takesIdempotencyKey } from './route.js';
import { SESSION_COOKIE } from './session.js';

/** The order of the reference. */
const TAGS = [
  'Events',
  'Webhooks',
  'Deliveries',
  'Replays',
  'Statistics',
  'Stream',
  'Event types',
  'Workspaces',
  'API keys',
  'Session',
  'Audit',
];

/** What any call may answer. */
export const ANY_CALL: readonly ProblemCode[] = [
  'malformed-request',
  'unauthenticated',
  'forbidden',
  'not-found',
  'invalid-input',
  'rate-limited',
  'internal',
  'unavailable',
];
const WITH_BODY: ProblemCode[] = ['request-timeout', 'too-large', 'unsupported-media-type'];
const WITH_KEY: ProblemCode[] = [
  'invalid-idempotency-key',
  'idempotency-in-progress',
  'idempotency-key-reused',
];

const STATUS_WORDS: Record<number, string> = {
  200: 'Done.',
  201: 'Made.',
  202: 'Accepted; work goes on.',
  204: 'Done.',
};

export type OpenApiDocument = ReturnType<typeof createDocument>;

/** The OpenAPI 3.1 document of these routes and event types. */
export function buildOpenApi(
  routes: readonly Route[],
  eventTypes: EventTypeRegistry,
  basePath: string,
): OpenApiDocument {
  const paths: ZodOpenApiPathsObject = {};
  for (const route of inReadingOrder(routes)) {
    const path = basePath + route.path;
    paths[path] = { ...paths[path], [route.method]: operationOf(route, routes) };
  }
  return createDocument(
    {
      openapi: '3.1.0',
      info: {
        title: 'Posthorn',
        version: VERSION,
        description: 'Durable webhook delivery: no event lost, every delivery visible.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      security: [{ apiKey: [] }, { bearer: [] }, { session: [] }],
      tags: tagsOf(routes).map((name) => ({ name })),
      paths,
      webhooks: webhookOperations(eventTypes.list()),
      components: {
        schemas: { Problem: problem },
        securitySchemes: {
          apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key' },
          bearer: { type: 'http', scheme: 'bearer' },
          session: {
            type: 'apiKey',
            in: 'cookie',
            name: SESSION_COOKIE,
            description:
              'What a browser is signed in with. Calls other than GET must come from the page itself: `Sec-Fetch-Site: same-origin`, or our own `Origin`.',
          },
        },
      },
    },
    {
      override: ({ jsonSchema, io }) => {
        joinNull(jsonSchema);
        // Answers may gain fields: a client must not refuse them.
        if (io === 'output' && jsonSchema.additionalProperties === false)
          delete jsonSchema.additionalProperties;
      },
    },
  );
}

function operationOf(route: Route, routes: readonly Route[]): ZodOpenApiOperationObject {
  return {
    operationId: route.operationId,
    summary: route.summary,
    description: [route.description, roleText(route)].filter(Boolean).join('\n\n'),
    tags: [...route.tags],
    ...securityOf(route),
    requestParams: {
      header: headersOf(route),
      ...(route.params && { path: route.params as z.ZodObject }),
      ...(route.query && { query: route.query as z.ZodObject }),
    },
    ...(route.body && { requestBody: requestBodyOf(route, route.body) }),
    responses: { ...answersOf(route, routes), ...problemsOf(route) },
  };
}

/** Where a call does not take a key or a session, as the others do. */
function securityOf({ role, keyIn }: Route): Pick<ZodOpenApiOperationObject, 'security'> {
  if (keyIn) return { security: [] };
  return role === 'any' ? { security: [{ session: [] }] } : {};
}

function roleText({ role, keyIn }: Route): string {
  if (keyIn) return 'Role: none; the key stands in the body.';
  return role === 'any' ? 'Role: any.' : `Role: ${role}.`;
}

function headersOf(route: Route): z.ZodObject {
  return z.object({
    'x-workspace-id': workspaceId.optional().describe('The workspace to act on; `default` without it.'),
    ...(takesIdempotencyKey(route) && {
      'Idempotency-Key': z
        .string()
        .regex(/^[!-+\--~]{1,255}$/)
        .optional()
        .describe('The same key with the same body gets the first answer again, for 24 hours.'),
    }),
  });
}

function requestBodyOf(
  route: Route,
  schema: z.ZodType,
): NonNullable<ZodOpenApiOperationObject['requestBody']> {
  const example = route.examples?.request;
  return {
    required: !schema.safeParse({}).success,
    content: { 'application/json': { schema, ...(example !== undefined && { example }) } },
  };
}

function answersOf(route: Route, routes: readonly Route[]): ZodOpenApiOperationObject['responses'] {
  const example = route.examples?.response;
  return Object.fromEntries(
    Object.entries(route.responses).map(([status, schema]) => [
      status,
      {
        description: STATUS_WORDS[Number(status)] ?? 'Done.',
        ...linked(linksOf(route, Number(status), routes)),
        ...(schema && { content: contentOf(schema, example) }),
      },
    ]),
  );
}

function contentOf(
  answer: z.ZodType | EventStream,
  example: unknown,
): NonNullable<ZodOpenApiResponseObject['content']> {
  if ('events' in answer) return { 'text/event-stream': { schema: z.union(Object.values(answer.events)) } };
  return { 'application/json': { schema: answer, ...(example !== undefined && { example }) } };
}

function linked(links: ReturnType<typeof linksOf>): { links?: typeof links } {
  return Object.keys(links).length > 0 ? { links } : {};
}

function problemsOf(route: Route): ZodOpenApiOperationObject['responses'] {
  const codes = new Set([
    ...ANY_CALL,
    ...(route.body || route.method === 'post' ? WITH_BODY : []),
    ...(takesIdempotencyKey(route) ? WITH_KEY : []),
    ...(route.problems ?? []),
  ]);
  const byStatus = new Map<number, string[]>();
  for (const code of codes) {
    const { status, title } = PROBLEMS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), `\`${code}\`: ${title}.`]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, lines]) => [
      String(status),
      {
        description: lines.join('\n'),
        ...(HEADERS_OF_STATUS[status] && { headers: HEADERS_OF_STATUS[status] }),
        content: { 'application/problem+json': { schema: problem } },
      },
    ]),
  );
}

function inReadingOrder(routes: readonly Route[]): Route[] {
  const tags = tagsOf(routes);
  const rank = (route: Route) => tags.indexOf(route.tags[0] ?? '');
  return routes.toSorted((a, b) => rank(a) - rank(b) || (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

function tagsOf(routes: readonly Route[]): string[] {
  const used = new Set(routes.flatMap((route) => route.tags));
  return [
    ...TAGS.filter((tag) => used.has(tag)),
    ...[...used].filter((tag) => !TAGS.includes(tag)).toSorted(),
  ];
}
