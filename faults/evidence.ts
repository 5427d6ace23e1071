import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

// What a run leaves behind, and all that the checker looks at: four logs and a copy of the rows, in one folder.

/** One line of accepted.ndjson: an event that the load asked for, and its answer. Without `id` it never got a 2xx. */
export interface Asked {
  externalId: string;
  event: string;
  /** The JSON text of `data`. */
  data: string;
  askedAt: number;
  acceptedAt?: number;
  id?: string;
  deliveries?: number;
  /** Why the load gave up. */
  refusal?: string;
}

/** One line of ledger.ndjson: a request as it came in. */
export interface Receipt {
  at: number;
  path: string;
  headers: Record<string, string>;
  /** The raw bytes, in base64. */
  body: string;
  /** What was answered; null: nothing, since the other end was gone or the script hung. */
  status: number | null;
}

/** One line of kills.ndjson: what was broken, from when to when. A kill is a moment. */
export interface Kill {
  target: 'worker' | 'api' | 'postgres' | 'temporal' | 'wire' | 'receiver';
  how: string;
  at: number;
  until: number;
}

/** run.json: what else the checker has to know. */
export interface Run {
  fault: string;
  /** When everything that was broken worked again. */
  healedAt: number;
  webhooks: WatchedWebhook[];
  /** Failure codes that the receiver or its configuration causes in this fault. */
  expectedErrors: string[];
  /** Why deliveries may end cancelled in this fault. */
  expectedCancels: string[];
}

export interface WatchedWebhook {
  /** Its UUID. */
  id: string;
  /** Where its POSTs go: after a change of its URL, more than one. */
  paths: string[];
  /** In `whsec_…`: every one that may have signed. */
  secrets: string[];
  timeoutMs: number;
}

/** database.json */
export interface Rows {
  events: { id: string; externalId: string | null; payloadSha256: string | null }[];
  deliveries: {
    id: string;
    eventId: string;
    webhookId: string;
    status: 'open' | 'delivered' | 'failed' | 'cancelled';
    reason: string | null;
    run: number;
    attemptCount: number;
    finishedAt: number | null;
  }[];
  attempts: {
    deliveryId: string;
    run: number;
    number: number;
    startedAt: number;
    responseStatus: number | null;
    errorCode: string | null;
  }[];
  open: {
    deliveryId: string;
    state: 'queued' | 'sending' | 'retrying';
    /** Until it is due; of one in flight, until its deadline. */
    dueInMs: number;
    isHeld: boolean;
    /** Temporal's status of its workflow; null: Temporal knows none. */
    workflow: string | null;
  }[];
}

export interface Evidence {
  run: Run;
  asked: Asked[];
  receipts: Receipt[];
  kills: Kill[];
  rows: Rows;
}

const FILES = { asked: 'accepted.ndjson', receipts: 'ledger.ndjson', kills: 'kills.ndjson' } as const;

export function note<F extends keyof typeof FILES>(folder: string, file: F, line: Evidence[F][number]): void {
  appendFileSync(join(folder, FILES[file]), `${JSON.stringify(line)}\n`);
}

export function writeRun(folder: string, run: Run, rows: Rows): void {
  writeFileSync(join(folder, 'run.json'), JSON.stringify(run, null, 2));
  writeFileSync(join(folder, 'database.json'), JSON.stringify(rows, null, 2));
}

export function readEvidence(folder: string): Evidence {
  return {
    run: JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')) as Run,
    rows: JSON.parse(readFileSync(join(folder, 'database.json'), 'utf8')) as Rows,
    asked: readLines<Asked>(join(folder, FILES.asked)),
    receipts: readLines<Receipt>(join(folder, FILES.receipts)),
    kills: readLines<Kill>(join(folder, FILES.kills)),
  };
}

function readLines<T>(file: string): T[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
}
