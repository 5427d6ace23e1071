import { describe, expect, it } from 'vitest';
import {
  judgeCommits,
  judgeConnections,
  judgeQueue,
  judgeStarts,
  judgeTasks,
} from '../../src/cli/doctor/limits.js';

describe('what the doctor finds of', () => {
  it('commits', () => {
    expect(judgeCommits({ roundTripMs: 0.3, commitMs: 2.1 })).toEqual({
      ok: true,
      words: '2.1 ms each, 0.3 ms of it the way there and back',
    });
    expect(judgeCommits({ roundTripMs: 1, commitMs: 31 })).toMatchObject({
      remedy: expect.stringContaining('disk'),
    });
    expect(judgeCommits({ roundTripMs: 30, commitMs: 31 })).toMatchObject({
      remedy: expect.stringContaining('zone'),
    });
  });

  it('connections', () => {
    expect(judgeConnections({ used: 40, allowed: 97 })).toEqual({ ok: true, words: '40 of 97 in use' });
    expect(judgeConnections({ used: 90, allowed: 97 })).toMatchObject({
      remedy: expect.stringContaining('DATABASE_POOL_SIZE'),
    });
  });

  it('starts of workflows', () => {
    expect(judgeStarts(20, 'always')).toEqual({
      ok: true,
      words: "a workflow's start takes 20 ms: at most 800 a second of each worker",
    });
    expect(judgeStarts(400, 'always')).toMatchObject({
      remedy: expect.stringContaining('WORKFLOW_START=auto'),
    });
    expect(judgeStarts(400, 'on-failure')).toMatchObject({ remedy: expect.stringContaining('Only retries') });
  });

  it('tasks', () => {
    expect(judgeTasks({ waiting: 3, ageSeconds: 1, pollers: 4 })).not.toHaveProperty('remedy');
    expect(judgeTasks({ waiting: 3000, ageSeconds: 60, pollers: 4 })).toHaveProperty('remedy');
    expect(judgeTasks({ waiting: 0, ageSeconds: 0, pollers: 0 })).toHaveProperty('remedy');
  });

  const standing = { queued: 12, sending: 3, retrying: 1, oldestDueSeconds: 90, behindSeconds: 90 };
  const fast = { commits: { roundTripMs: 1, commitMs: 2 }, startMs: 20, tasksWaitSeconds: 0 };

  it('a queue that nothing holds up, or only what its webhooks ask for', () => {
    expect(judgeQueue({ ...standing, oldestDueSeconds: 0.2, behindSeconds: 0.2 }, fast, 'always')).toEqual({
      ok: true,
      words: '12 queued, 3 being sent, 1 wait for their next attempt; the oldest due is 0.2 s old',
    });
    expect(judgeQueue({ ...standing, behindSeconds: 0 }, fast, 'always').words).toContain(
      'limits of its own webhook',
    );
  });

  it.each([
    ['Temporal', { ...fast, startMs: 400 }, 'always', 'Temporal is the limit'],
    [
      'not Temporal, where first attempts need none',
      { ...fast, startMs: 400 },
      'on-failure',
      'the workers are the limit',
    ],
    ['Postgres', { ...fast, commits: { roundTripMs: 1, commitMs: 50 } }, 'always', 'Postgres is the limit'],
    ['the workers', fast, 'always', 'neither Postgres nor Temporal'],
    [
      'the workers, as Temporal sees it',
      { ...fast, tasksWaitSeconds: 60 },
      'always',
      'tasks wait in Temporal',
    ],
  ] as const)('a queue that is behind because of %s', (_, measured, start, words) => {
    expect(judgeQueue(standing, measured, start)).toMatchObject({
      ok: true,
      words: expect.stringContaining(words),
      remedy: expect.any(String),
    });
  });
});
