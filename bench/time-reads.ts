import type { Posthorn } from '@posthorn/client';
import { acceptEvents } from '../src/store/accept-events.js';
import { claimDeliveries } from '../src/store/claim-deliveries.js';
import { createPool } from '../src/store/db.js';
import { ATTEMPTS_IN_FLIGHT } from '../src/dispatch/permits.js';
import { NO_PLACE } from '../src/dispatch/slow-webhooks.js';
import { now } from './clock.js';
import type { Installation } from './installation.js';
import { percentile } from './processor-time.js';
import { claimRequest, newEvent } from './store-requests.js';

const TIMES = 300;

/** What a person waits for: a page of deliveries, and one of them; and what the dispatcher waits for, its claim. */
export async function timeReads(installation: Installation): Promise<Record<string, number>> {
  const { posthorn } = installation;
  const [lists, details]: [number[], number[]] = [[], []];
  for (let n = 0; n < TIMES; n++) {
    let beganAt = now();
    const [first] = await firstPage(posthorn);
    lists.push(now() - beganAt);
    beganAt = now();
    await posthorn.deliveries.get(first!.id);
    details.push(now() - beganAt);
  }
  return {
    'list p99 ms': percentile(lists, 0.99),
    'detail p99 ms': percentile(details, 0.99),
    'claim p99 ms': percentile(await timeClaims(installation), 0.99),
  };
}

async function firstPage(posthorn: Posthorn) {
  for await (const { data } of posthorn.deliveries.list({ limit: 50 }).pages()) return data;
  return [];
}

/** The worker's statement, on a connection like the worker's, for one event more; taken back, so that the worker sees none of it. */
async function timeClaims({ database, databaseUrl, mode }: Installation): Promise<number[]> {
  // Its places are taken nearly always.
  const { rows: hanging } = await database.query<{ id: string }>(
    `select id from webhooks where url like '%/hangs'`,
  );
  const pool = createPool({
    connectionString: databaseUrl,
    max: 1,
    planOnce: true,
    onError: () => undefined,
  });
  const client = await pool.connect();
  const claims: number[] = [];
  try {
    for (let n = 0; n < TIMES; n++) {
      await client.query('begin');
      await acceptEvents(client, [newEvent()]);
      const beganAt = now();
      await claimDeliveries(
        client,
        claimRequest({
          limit: ATTEMPTS_IN_FLIGHT,
          workflowStart: mode,
          inFlight: new Map(hanging.map(({ id }) => [id, NO_PLACE])),
        }),
      );
      claims.push(now() - beganAt);
      await client.query('rollback');
    }
  } finally {
    client.release();
    await pool.end();
  }
  return claims;
}
