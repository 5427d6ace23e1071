import type { IncomingMessage } from 'node:http';
import type { z } from 'zod';
import { isStorable } from '../contract/common.js';
import { type FieldError, ProblemError } from '../errors.js';
import { parseInput } from './field-errors.js';
import { readBytes } from './read-bytes.js';
import type { Route } from './route.js';

const DEFAULT_BODY_BYTES = 1024 * 1024;

export function bodyLimit({ maxBodyBytes }: Route): number {
  return maxBodyBytes ?? DEFAULT_BODY_BYTES;
}

export function parseParams(route: Route, params: unknown): unknown {
  if (!route.params) return {};
  if (route.method === 'put') return parseInput(route.params, params, 'The path is not acceptable.');
  const result = route.params.safeParse(params);
  if (!result.success) throw new ProblemError('not-found', 'There is nothing under this path.');
  return result.data;
}

/** Query parameters as the route declares them; unknown ones are refused rather than ignored. */
export function parseQuery(schema: z.ZodType, url: string): unknown {
  const search = url.includes('?') ? url.slice(url.indexOf('?') + 1) : '';
  if (!isDecodable(search)) throw new ProblemError('malformed-request', 'The query string is not valid.');
  const query: Record<string, string> = {};
  const unstorable: FieldError[] = [];
  for (const [name, value] of new URLSearchParams(search)) {
    if (Object.hasOwn(query, name)) {
      throw new ProblemError('malformed-request', 'A query parameter stands more than once.', {
        errors: [{ pointer: name, detail: 'Give this parameter once.' }],
      });
    }
    if (!isStorable(value))
      unstorable.push({ pointer: name, detail: 'U+0000 cannot be stored, so nothing matches it.' });
    // defineProperty: a parameter named __proto__ is an unknown name like any other.
    Object.defineProperty(query, name, { value, enumerable: true, configurable: true, writable: true });
  }
  const detail = 'A query parameter is not acceptable.';
  if (unstorable.length > 0) throw new ProblemError('invalid-input', detail, { errors: unstorable });
  return parseInput(schema, query, detail, (path) => path.map(String).join('.'));
}

/** The body's bytes (empty without one); throws 413 and 415. */
export async function readBody(route: Route, req: IncomingMessage): Promise<Buffer> {
  if (!hasBody(req)) return Buffer.alloc(0);
  if (!/^application\/json *(; *charset *= *"?utf-8"? *)?$/i.test(req.headers['content-type'] ?? '')) {
    throw new ProblemError('unsupported-media-type', 'Send application/json in UTF-8.');
  }
  return readBytes(req, bodyLimit(route));
}

export function parseBody(schema: z.ZodType, rawBody: Buffer): unknown {
  if (rawBody.length === 0) {
    const result = schema.safeParse({});
    if (result.success) return result.data;
    throw new ProblemError('malformed-request', 'This call needs a JSON body.');
  }
  return parseInput(schema, parseJson(rawBody), 'The body is not acceptable.');
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function parseJson(bytes: Buffer): unknown {
  let json: string;
  try {
    json = utf8.decode(bytes);
  } catch {
    throw new ProblemError('malformed-request', 'The body is not valid UTF-8.');
  }
  if (json.startsWith('\uFEFF')) {
    throw new ProblemError('malformed-request', 'The body begins with a byte order mark; JSON has none.');
  }
  try {
    return JSON.parse(json);
  } catch (error) {
    // The engine's own message quotes the body.
    const position = /at position \d+/.exec(String(error))?.[0];
    throw new ProblemError(
      'malformed-request',
      `The body is not valid JSON${position ? ` (${position})` : ''}.`,
    );
  }
}

function hasBody(req: IncomingMessage): boolean {
  return req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length'] ?? 0) > 0;
}

function isDecodable(search: string): boolean {
  try {
    decodeURIComponent(search);
    return true;
  } catch {
    return false;
  }
}
