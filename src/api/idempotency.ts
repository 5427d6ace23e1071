import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { ProblemError } from '../errors.js';
import { type Keyring, sealContext } from '../keyring.js';
import type { Db } from '../store/db.js';
import {
  type IdempotencyScope,
  findIdempotencyRecord,
  lockIdempotencyKey,
  saveIdempotencyRecord,
} from '../store/idempotency.js';
import type { AnyReply } from './route.js';
import type { StreamRequest } from './streams.js';

/** An answer as it is kept: `json` is the body's exact text. */
export interface KeptAnswer {
  status: number;
  headers: Record<string, string>;
  json: string | null;
}

/** A stream is never kept: only a GET answers one. */
export interface Answer extends KeptAnswer {
  stream?: StreamRequest;
}

/** The key of a request that carries one; throws a 400 where it is malformed or stands twice. */
export function idempotencyKey(headers: IncomingHttpHeaders): string | undefined {
  const key = headers['idempotency-key'];
  if (key === undefined) return undefined;
  // Node joins a repeated header with a comma, which a key may not contain.
  if (typeof key === 'string' && /^[!-+\--~]{1,255}$/.test(key)) return key;
  throw new ProblemError(
    'invalid-idempotency-key',
    'Give one key of 1 to 255 visible ASCII characters without comma.',
  );
}

/** What makes two requests the same: the body and the query (path and method are the key's scope). */
export function fingerprint(url: string, rawBody: Buffer): Buffer {
  const query = url.includes('?') ? url.slice(url.indexOf('?')) : '';
  return createHash('sha256').update(query).update('\n').update(rawBody).digest();
}

/**
 * Takes the key's lock for this transaction and answers what was kept for it, if anything. Throws a 409 while another
 * request with it runs, a 422 when it was used with another body.
 */
export async function beginIdempotent(
  db: Db,
  keyring: Keyring,
  scope: IdempotencyScope,
  bodyHash: Buffer,
): Promise<KeptAnswer | undefined> {
  if (!(await lockIdempotencyKey(db, scope))) {
    throw new ProblemError('idempotency-in-progress', 'Try again when the first request has its answer.', {
      headers: { 'retry-after': '1' },
    });
  }
  const record = await findIdempotencyRecord(db, scope);
  if (!record) return undefined;
  if (!record.bodyHash.equals(bodyHash)) {
    throw new ProblemError('idempotency-key-reused', 'Take a new key for another request.');
  }
  const opened = keyring.open(record.response, contextOf(scope)).toString('utf8');
  const { headers, json } = JSON.parse(opened) as Omit<KeptAnswer, 'status'>;
  return { status: record.status, headers, json };
}

export async function keepAnswer(
  db: Db,
  keyring: Keyring,
  scope: IdempotencyScope,
  bodyHash: Buffer,
  answer: KeptAnswer,
): Promise<void> {
  const plain = JSON.stringify({ headers: answer.headers, json: answer.json });
  const response = keyring.seal(Buffer.from(plain, 'utf8'), contextOf(scope));
  await saveIdempotencyRecord(db, scope, { bodyHash, status: answer.status, response });
}

export function toAnswer(reply: AnyReply, keep: (body: unknown) => unknown = (body) => body): Answer {
  const json = reply.json ?? (reply.body === undefined ? null : JSON.stringify(keep(reply.body)));
  const { status, headers = {}, stream } = reply;
  return { status, headers, json, ...(stream && { stream }) };
}

function contextOf(scope: IdempotencyScope): string {
  return sealContext.idempotency(scope.workspaceId, scope.method, scope.path, scope.key);
}
