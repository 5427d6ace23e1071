import type { WorkflowStart } from '../../contract/webhook.js';
import type { CommitTimes } from '../../store/measure-commits.js';
import { type Finding, fine, limit } from './check.js';

/** A disk that syncs takes less; an accept and a record wait for it. */
const SLOW_SYNC_MS = 10;
/** Within one zone it is less than one. */
const FAR_MS = 5;
const SLOW_START_MS = 100;
/** How many starts of workflows a worker has in flight. */
const STARTS_IN_FLIGHT = 16;
const FULL_SHARE = 0.8;
const BEHIND_SECONDS = 10;

/** What was measured before; undefined: it could not be. */
export interface Measured {
  commits?: CommitTimes;
  startMs?: number;
  tasksWaitSeconds?: number;
}

export function judgeCommits({ roundTripMs, commitMs }: CommitTimes): Finding {
  const words = `${ms(commitMs)} each, ${ms(roundTripMs)} of it the way there and back`;
  if (isSlow({ roundTripMs, commitMs }))
    return limit(
      words,
      'Give Postgres a disk that syncs faster, and look at what else writes to it: each accept and each record of an attempt waits for it.',
    );
  if (roundTripMs > FAR_MS)
    return limit(words, 'Run API and workers in the same zone as Postgres, without a slow proxy between.');
  return fine(words);
}

export function judgeConnections({ used, allowed }: { used: number; allowed: number }): Finding {
  const words = `${used} of ${allowed} in use`;
  return used < allowed * FULL_SHARE
    ? fine(words)
    : limit(words, 'Lower DATABASE_POOL_SIZE, put a pooler in front, or raise max_connections.');
}

export function judgeStarts(startMs: number, start: WorkflowStart): Finding {
  const perSecond = Math.round((STARTS_IN_FLIGHT * 1_000) / startMs);
  const words = `a workflow's start takes ${ms(startMs)}: at most ${perSecond} a second of each worker`;
  if (startMs <= SLOW_START_MS) return fine(words);
  return limit(
    words,
    start === 'always'
      ? "Look at the commits of Temporal's database, its processors and its history shards; or set WORKFLOW_START=auto, which needs no workflow for what arrives while there is a backlog."
      : "Look at the commits of Temporal's database, its processors and its history shards. Only retries wait for it.",
  );
}

export interface Standing {
  queued: number;
  sending: number;
  retrying: number;
  oldestDueSeconds: number;
  /** Of what nothing but the workers holds up. */
  behindSeconds: number;
}

/** What keeps deliveries waiting, where something does. */
export function judgeQueue(standing: Standing, measured: Measured, start: WorkflowStart): Finding {
  const { queued, sending, retrying, oldestDueSeconds, behindSeconds } = standing;
  const words = `${queued} queued, ${sending} being sent, ${retrying} wait for their next attempt`;
  if (behindSeconds <= BEHIND_SECONDS) {
    return fine(
      oldestDueSeconds <= BEHIND_SECONDS
        ? `${words}; the oldest due is ${seconds(oldestDueSeconds)} old`
        : `${words}; what waits longest, ${seconds(oldestDueSeconds)}, waits for limits of its own webhook`,
    );
  }
  const behind = `${words}; sending is ${seconds(behindSeconds)} behind`;
  const { commits, startMs, tasksWaitSeconds } = measured;
  if (start === 'always' && startMs !== undefined && startMs > SLOW_START_MS)
    return limit(`${behind}: Temporal is the limit`, 'Do as said above of Temporal starts.');
  if (commits && isSlow(commits))
    return limit(`${behind}: Postgres is the limit`, 'Do as said above of Postgres commits.');
  return limit(
    tasksWaitSeconds !== undefined && tasksWaitSeconds > BEHIND_SECONDS
      ? `${behind}, and tasks wait in Temporal for ${seconds(tasksWaitSeconds)}: the workers are the limit`
      : `${behind}: the workers are the limit, neither Postgres nor Temporal`,
    start === 'always'
      ? 'Start more workers, or set WORKFLOW_START=auto: a first attempt without a workflow costs a fraction.'
      : 'Start more workers.',
  );
}

export function judgeTasks({
  waiting,
  ageSeconds,
  pollers,
}: {
  waiting: number;
  ageSeconds: number;
  pollers: number;
}): Finding {
  const words = `${waiting} wait in Temporal, the oldest for ${seconds(ageSeconds)}; ${pollers} pollers`;
  if (pollers === 0)
    return limit(words, 'No worker asks for them: start one, with the same TEMPORAL_TASK_QUEUE.');
  return ageSeconds <= BEHIND_SECONDS ? fine(words) : limit(words, 'Start more workers.');
}

function isSlow({ roundTripMs, commitMs }: CommitTimes): boolean {
  return commitMs - roundTripMs > SLOW_SYNC_MS;
}

function ms(value: number): string {
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
}

function seconds(value: number): string {
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} s`;
}
