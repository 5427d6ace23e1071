import { request as send } from 'undici';

export interface RequestOptions {
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is, with content-type application/json unless `headers` says otherwise. */
  rawBody?: string | Buffer;
  headers?: Record<string, string>;
  /** null: no key at all. */
  key?: string | null;
}

export interface JsonAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  /** Parsed JSON, for tests that assert its shape themselves; undefined where it is none. */
  body: ReturnType<typeof JSON.parse>;
  text: string;
}

export async function sendJson(
  baseUrl: string,
  adminKey: string,
  method: string,
  path: string,
  { body, rawBody, headers = {}, key = adminKey }: RequestOptions = {},
): Promise<JsonAnswer> {
  const content = rawBody ?? (body === undefined ? undefined : JSON.stringify(body));
  const answer = await send(`${baseUrl}${path.startsWith('//') ? path.slice(1) : `/api/v1${path}`}`, {
    method,
    headers: {
      ...(key === null ? {} : { 'x-api-key': key }),
      ...(content === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(content === undefined ? {} : { body: content }),
  });
  const text = await answer.body.text();
  return { status: answer.statusCode, headers: answer.headers, body: parse(text), text };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
