import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Stand } from './stand.js';
import { pidOf } from './stores.js';

/** As many as the dispatcher has under way. */
const IN_FLIGHT = 16;

/** Empty workflows on the same Temporal server, from a process of its own. */
export async function measureFloor(stand: Stand, count: number): Promise<Record<string, number>> {
  const script = fileURLToPath(new URL('./floor-process.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...process.execArgv,
    script,
    stand.stores.temporalAddress,
    String(count),
    String(IN_FLIGHT),
    String(pidOf(stand.dataDir, 'temporal')),
  ]);
  return JSON.parse(stdout) as Record<string, number>;
}

/**
 * What a delivery's workflow costs beside an empty one that ran right before: the worker and Temporal, without Postgres and,
 * where it is a process of its own, the API.
 */
export function besideFloor(
  figures: Record<string, number>,
  floor: Record<string, number>,
): Record<string, number> {
  const worker = figures['· worker'] ?? figures['· API and worker'] ?? Number.NaN;
  const temporal = figures['· Temporal'] ?? Number.NaN;
  const floorSeconds = floor['processor s per 1,000'] ?? Number.NaN;
  return {
    'worker and Temporal, s per 1,000': worker + temporal,
    'the floor beside it, s per 1,000': floorSeconds,
    'worker and Temporal, % of the floor': (100 * (worker + temporal)) / floorSeconds,
  };
}
