import fc from 'fast-check';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newUuid } from '../../src/ids.js';
import { type ChangePosition, formatPosition, parsePosition } from '../../src/store/change-position.js';
import { presentPosition, readChanges } from '../../src/store/read-changes.js';
import { type Instance, startInstance } from '../support/instance.js';
import { until } from '../support/until.js';

const WRITERS = 4;

/** What happens next: a writer writes (and begins, if need be), commits or gives up; a reader reads, or comes back anew. */
type Step =
  | { do: 'write' | 'commit' | 'rollback'; writer: number }
  | { do: 'read'; limit: number }
  | { do: 'reconnect' };

const writer = fc.nat({ max: WRITERS - 1 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('write' as const), writer }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom('commit' as const, 'rollback' as const), writer }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('read' as const), limit: fc.integer({ min: 1, max: 3 }) }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'reconnect' as const }) },
);

let instance: Instance;
beforeAll(async () => {
  instance = await startInstance({ worker: false });
});
afterAll(() => instance.stop());

describe('changes that transactions write at once and commit in any order', () => {
  it('are read by successive connections exactly once each, those of a transaction in their order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60 }), async (steps) => {
        const { committed, read } = await run(steps);
        expect(read.toSorted((a, b) => a - b)).toEqual(committed.toSorted((a, b) => a - b));
        // Numbered as they were written: a transaction's own never go backwards.
        for (const [i, mark] of read.entries())
          expect(read.slice(0, i).some((before) => before > mark && sameWriter(before, mark))).toBe(false);
      }),
      { numRuns: 40 },
    );
  }, 120_000);
});

const sameWriter = (a: number, b: number) => a % WRITERS === b % WRITERS;

async function run(steps: readonly Step[]): Promise<{ committed: number[]; read: number[] }> {
  const { pool } = instance.ctx;
  const workspaceId = newUuid();
  const clients: pg.PoolClient[] = [];
  for (let i = 0; i < WRITERS; i++) clients.push(await pool.connect());
  const open = new Map<number, number[]>();
  const committed: number[] = [];
  const read: number[] = [];
  let position = await presentPosition(pool);
  /** What a reader that is cut off gives back. */
  let lastEventId = formatPosition(position);
  let written = 0;
  let isOver = false;

  const end = async (writer: number, how: 'commit' | 'rollback') => {
    const marks = open.get(writer);
    if (!marks) return;
    await clients[writer]!.query(how);
    if (how === 'commit') committed.push(...marks);
    open.delete(writer);
  };
  const readOn = async (limit: number, from: ChangePosition) => {
    const { changes, end } = await readChanges(pool, [workspaceId, 'another'], from, limit);
    for (const change of changes) {
      if (change.status === 'last') isOver = true;
      else read.push(Number(change.status));
      lastEventId = formatPosition(change.position);
    }
    position = end;
  };

  for (const step of steps) {
    if (step.do === 'write') {
      if (!open.has(step.writer)) await clients[step.writer]!.query('begin');
      written += 1;
      const mark = written * WRITERS + step.writer;
      await clients[step.writer]!.query(
        'insert into changes (workspace_id, webhook_id, status) values ($1, $2, $3)',
        [workspaceId, newUuid(), mark],
      );
      open.set(step.writer, [...(open.get(step.writer) ?? []), mark]);
    } else if (step.do === 'read') await readOn(step.limit, position);
    else if (step.do === 'reconnect') position = parsePosition(lastEventId)!;
    else await end(step.writer, step.do);
  }
  for (let writer = 0; writer < WRITERS; writer++) await end(writer, 'commit');
  for (const client of clients) client.release();
  await pool.query(`insert into changes (workspace_id, webhook_id, status) values ($1, $2, 'last')`, [
    workspaceId,
    newUuid(),
  ]);
  await until(async () => {
    await readOn(1_000, position);
    return isOver || undefined;
  });
  return { committed, read };
}
