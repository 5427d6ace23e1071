import { until } from '../test/support/until.js';
import { type PostgresWire, openPostgresWire } from './postgres-wire.js';
import type { World } from './world.js';

const TIMES = 3;

/** Lets the API reach Postgres by a wire, and breaks something at the exact moment of a commit, a few times in a row. */
export async function breakAtCommits(
  world: World,
  moment: 'before' | 'after',
  strike: (wire: PostgresWire) => Promise<unknown>,
): Promise<void> {
  const wire = await openPostgresWire(world.direct.databaseUrl);
  try {
    await world.kill(world.api, 'SIGTERM');
    await world.startApi(wire);
    for (let n = 0; n < TIMES; n++) {
      await world.load.acceptedMore(10);
      await new Promise<void>((resolve, reject) => {
        wire.atNextCommit(moment, () => void strike(wire).then(() => resolve(), reject));
      });
      if (world.api.isEnded()) await world.startApi(wire);
    }
    await world.load.acceptedMore(10);
    await refusedNone(world);
    // The wire goes; so does the API that needs it.
    await world.kill(world.api, 'SIGTERM');
    await world.startApi();
  } finally {
    await wire.close();
  }
}

/** Whatever the break did to a request, its producer's own repetitions end in one acceptance. */
async function refusedNone(world: World): Promise<void> {
  const asked = [...world.load.asked];
  await until(
    async () => asked.every((one) => one.id !== undefined || one.refusal !== undefined) || undefined,
  );
  const refused = asked.find((one) => one.refusal !== undefined);
  if (refused) throw new Error(`${refused.externalId} was never accepted: ${refused.refusal}`);
}
