import type { RetryPolicyInput } from '../contract/retry-policy.js';
import type { Db } from './db.js';
import { boundsOf } from './id-bounds.js';

export interface SealedSecret {
  id: string;
  signing: 'hmac' | 'ed25519';
  sealed: Buffer;
}

/** Everything one attempt needs, read in the statement that set its token. */
export interface AttemptJob {
  deliveryId: string;
  generation: number;
  /** The attempt's own id, and its half of the fence. */
  token: string;
  run: number;
  trigger: 'schedule' | 'manual' | 'replay' | 'test';
  test: boolean;
  charged: number;
  tries: number;
  /** The dispatcher makes it itself; no workflow knows of it. */
  direct: boolean;
  /** When the current token was set, on this process's monotonic clock. */
  claimedAtMs: number;
  /** The same moment, on the database's clock. */
  claimedAt: Date;
  eventId: string;
  eventType: string;
  acceptedAt: Date;
  workspaceId: string;
  /** null: erased. */
  payload: Buffer | null;
  webhookId: string;
  url: string;
  timeoutMs: number;
  successStatus: '2xx' | '200' | null;
  retryPolicy: RetryPolicyInput | null;
  sealedHeaders: Buffer | null;
  headerNames: string[];
  secrets: SealedSecret[];
  maxConcurrency: number;
  rateLimitPerSecond: number | null;
}

/** The time on the database's clock, which all processes share: this one's own may be wrong. */
export function databaseTimeMs(job: Pick<AttemptJob, 'claimedAt' | 'claimedAtMs'>): number {
  return job.claimedAt.getTime() + performance.now() - job.claimedAtMs;
}

/**
 * A webhook's live secrets, of `webhooks w`: for a common table expression that holds each webhook once. With each of its
 * deliveries they would be read, and written in base64, once more.
 */
export const SECRETS_COLUMN = `
  (select coalesce(json_agg(json_build_object(
      'id', s.id, 'signing', s.signing, 'sealed', encode(s.sealed, 'base64')) order by s.created_at desc, s.id desc), '[]')
    from secrets s where s.webhook_id = w.id and (s.expires_at is null or s.expires_at > now()))::text as secrets`;

/** Selects an AttemptJob without its event from `queue q`, joined as `w` with its webhook and its secrets. */
export const JOB_COLUMNS = `
  q.delivery_id, q.event_id, q.workspace_id, q.generation, q.token, q.run, q.trigger, q.test, q.charged, q.tries, q.direct,
  q.claimed_at,
  w.id as webhook_id, w.url, w.timeout_ms, w.success_status, w.retry_policy, w.headers, w.header_names,
  w.max_concurrency, w.rate_limit_per_second, w.secrets`;

export interface JobRow {
  delivery_id: string;
  generation: number;
  token: string;
  run: number;
  trigger: AttemptJob['trigger'];
  test: boolean;
  charged: number;
  tries: number;
  direct: boolean;
  claimed_at: Date;
  event_id: string;
  workspace_id: string;
  webhook_id: string;
  url: string;
  timeout_ms: number | null;
  success_status: '2xx' | '200' | null;
  retry_policy: RetryPolicyInput | null;
  headers: Buffer | null;
  header_names: string[];
  max_concurrency: number;
  rate_limit_per_second: number | null;
  /** JSON of SECRETS_COLUMN. */
  secrets: string;
}

/** The event's part of an AttemptJob. */
export interface JobEvent {
  type: string;
  acceptedAt: Date;
  payload: Buffer | null;
}

/**
 * The events of jobs. With the bounds, of all the days that are kept only those are opened in which the events lie; a join
 * in the claim itself would open every one of them each time.
 */
export async function loadJobEvents(db: Db, ids: readonly string[]): Promise<Map<string, JobEvent>> {
  if (ids.length === 0) return new Map();
  const [first, last] = boundsOf(ids);
  const { rows } = await db.query<{ id: string; type: string; accepted_at: Date; payload: Buffer | null }>({
    name: 'load-job-events',
    text: `select id, type, accepted_at, payload from events where id = any($1::uuid[]) and id between $2 and $3`,
    values: [ids, first, last],
  });
  return new Map(
    rows.map((row) => [row.id, { type: row.type, acceptedAt: row.accepted_at, payload: row.payload }]),
  );
}

/**
 * Reads the rows of one statement. `askedAtMs`: the monotonic clock before it was sent, so that the claims' age is never
 * underestimated. Jobs of one webhook share their secrets' objects, so that what is derived from a secret can be kept with it.
 */
export function jobReader(
  askedAtMs: number,
  defaultTimeoutMs: number,
): (row: JobRow, event: JobEvent) => AttemptJob {
  const secretsByText = new Map<string, SealedSecret[]>();
  const secretsOf = (text: string): SealedSecret[] => {
    let secrets = secretsByText.get(text);
    if (!secrets) secretsByText.set(text, (secrets = readSecrets(text)));
    return secrets;
  };
  return (row, event) => ({
    deliveryId: row.delivery_id,
    generation: row.generation,
    token: row.token,
    run: row.run,
    trigger: row.trigger,
    test: row.test,
    charged: row.charged,
    tries: row.tries,
    direct: row.direct,
    claimedAtMs: askedAtMs,
    claimedAt: row.claimed_at,
    eventId: row.event_id,
    eventType: event.type,
    acceptedAt: event.acceptedAt,
    workspaceId: row.workspace_id,
    payload: event.payload,
    webhookId: row.webhook_id,
    url: row.url,
    timeoutMs: row.timeout_ms ?? defaultTimeoutMs,
    successStatus: row.success_status,
    retryPolicy: row.retry_policy,
    sealedHeaders: row.headers,
    headerNames: row.header_names,
    secrets: secretsOf(row.secrets),
    maxConcurrency: row.max_concurrency,
    rateLimitPerSecond: row.rate_limit_per_second,
  });
}

function readSecrets(text: string): SealedSecret[] {
  const secrets = JSON.parse(text) as { id: string; signing: SealedSecret['signing']; sealed: string }[];
  return secrets.map((secret) => ({ ...secret, sealed: Buffer.from(secret.sealed, 'base64') }));
}
