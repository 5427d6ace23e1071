import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { until } from '../../test/support/until.js';
import { toPublicId } from '../../src/ids.js';
import type { Fault } from '../fault.js';
import { buildRelease } from '../other-release.js';
import type { World } from '../world.js';

/** Accepted before each change; about as many wait for their retry then. */
const EVENTS = 40;

export const fault: Fault = {
  name: 'workflow-code-changed',
  what: 'While deliveries wait for a retry, a release comes whose workflow differs behind patched(), then one with the same change without it, then the former again: every open run ends, those that the wrong code cannot replay once it is gone, and their deliveries do not wait for that.',
  seconds: 120,
  settleSeconds: 150,
  workers: 2,
  eventsPerSecond: 5,
  webhook: { retryPolicy: { delaysSeconds: [5, 5] } },
  run: async (world) => {
    const right = await buildRelease(
      join(world.folder, 'right'),
      "if (wf.patched('change')) await wf.sleep(1);",
    );
    const wrong = await buildRelease(join(world.folder, 'wrong'), 'await wf.sleep(1);');
    const connection = await Connection.connect({ address: world.direct.temporalAddress });
    const client = new Client({ connection });
    try {
      await allEnd(client, await changeTo(world, right));
      const meanwhile = await changeTo(world, wrong);
      const stuck = await findOpenRuns(client, meanwhile);
      assert.ok(stuck.length > 0, 'the wrong code could replay all runs that were open');
      await world.restart({ release: right });
      await allEnd(client, stuck);
      world.tell(`${stuck.length} runs waited for the right code.`);
    } finally {
      await connection.close();
    }
  },
};

/** Another release, while deliveries wait for a retry; resolves with their workflows when none is open any more. */
async function changeTo(world: World, release: string): Promise<string[]> {
  world.receiver.answer('/main', ({ headers }) => ({
    status: headers['webhook-attempt'] === '1' ? 503 : 200,
  }));
  await world.load.acceptedMore(EVENTS);
  const waiting = await findOpen(world, "state = 'retrying'");
  assert.ok(waiting.length > 0, 'no delivery waits for a retry');
  await world.restart({ release });
  world.receiver.answer('/main', () => ({ status: 200 }));
  await until(async () => {
    const open = new Set(await findOpen(world, 'true'));
    return waiting.some((id) => open.has(id)) ? undefined : true;
  });
  return waiting.map((id) => toPublicId('dlv', id));
}

async function findOpen({ pool }: World, condition: string): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `select delivery_id as id from queue where generation = 1 and ${condition}`,
  );
  return rows.map(({ id }) => id);
}

async function allEnd(client: Client, workflowIds: string[]): Promise<void> {
  await until(async () => ((await findOpenRuns(client, workflowIds)).length === 0 ? true : undefined));
}

async function findOpenRuns(client: Client, workflowIds: string[]): Promise<string[]> {
  const statuses = await Promise.all(
    workflowIds.map(async (id) => (await client.workflow.getHandle(id).describe()).status.name),
  );
  return workflowIds.filter((_, i) => statuses[i] === 'RUNNING');
}
