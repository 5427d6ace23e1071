import type pg from 'pg';
import type { WorkflowStart } from '../contract/webhook.js';
import type { AttemptJob } from './attempt-job.js';
import type { Db } from './db.js';

/** What the dispatcher of this process has room for. */
export interface LeaseTerms {
  owner: string;
  /** Attempts, and starts of workflows among them. */
  limit: number;
  workflowLimit: number;
  /** The instance's WORKFLOW_START, for webhooks that name none. */
  workflowStart: WorkflowStart;
  defaultTimeoutMs: number;
  /** Webhooks whose rows have waited lately: in `auto` the dispatcher makes the first attempts of these. */
  backlog: readonly string[];
  /** Attempts in flight in this process, by webhook. */
  inFlight: ReadonlyMap<string, number>;
}

/**
 * A dispatcher in the process that accepts: the deliveries it has room for are made as claimed already, and handed to it
 * once they are committed. Nobody then has to look for them.
 */
export interface Leasing {
  /** undefined: not now. Else `end` must be called. */
  begin(): Promise<LeaseTerms | undefined>;
  end(jobs: readonly AttemptJob[]): void;
}

const leasings = new WeakMap<Db, Leasing>();

/** What is accepted through this pool is handed to `leasing`; in a transaction it is not, whose commit is still to come. */
export function leaseThrough(pool: pg.Pool, leasing: Leasing): void {
  leasings.set(pool, leasing);
}

export function leasingOf(db: Db): Leasing | undefined {
  return leasings.get(db);
}
