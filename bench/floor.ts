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
