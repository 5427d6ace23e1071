import type { AttemptPhases } from '../contract/delivery.js';
import type { Db } from './db.js';

export interface Attempt {
  id: string;
  number: number;
  run: number;
  trigger: 'schedule' | 'manual' | 'replay' | 'test';
  startedAt: Date;
  durationMs: number | null;
  phases: AttemptPhases | null;
  url: string;
  responseStatus: number | null;
  errorCode: string | null;
  errorMessage: string | null;
  requestHeaders: Record<string, string> | null;
  responseHeaders: Record<string, string> | null;
  responseBody: Buffer | null;
  responseTruncated: boolean;
}

/** The attempts of one run, oldest first. */
export async function listAttempts(db: Db, deliveryId: string, run: number): Promise<Attempt[]> {
  const { rows } = await db.query<{
    id: string;
    number: number;
    run: number;
    trigger: Attempt['trigger'];
    started_at: Date;
    duration_ms: number | null;
    lookup_ms: number | null;
    connect_ms: number | null;
    tls_ms: number | null;
    wait_ms: number | null;
    url: string;
    response_status: number | null;
    error_code: string | null;
    error_message: string | null;
    request_headers: Record<string, string> | null;
    response_headers: Record<string, string> | null;
    response_body: Buffer | null;
    response_truncated: boolean;
  }>(
    `select id, number, run, trigger, started_at, duration_ms, lookup_ms, connect_ms, tls_ms, wait_ms, url, response_status, error_code, error_message,
       request_headers, response_headers, response_body, response_truncated
     from attempts where delivery_id = $1 and run = $2
     order by seq`,
    [deliveryId, run],
  );
  return rows.map((row) => ({
    id: row.id,
    number: row.number,
    run: row.run,
    trigger: row.trigger,
    startedAt: row.started_at,
    durationMs: row.duration_ms,
    phases:
      row.wait_ms === null
        ? null
        : { lookupMs: row.lookup_ms, connectMs: row.connect_ms, tlsMs: row.tls_ms, waitMs: row.wait_ms },
    url: row.url,
    responseStatus: row.response_status,
    errorCode: row.error_code,
    errorMessage: row.error_message,
    requestHeaders: row.request_headers,
    responseHeaders: row.response_headers,
    responseBody: row.response_body,
    responseTruncated: row.response_truncated,
  }));
}
