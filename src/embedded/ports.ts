import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { tryListen } from '../free-port.js';
import { readIfThere, writePrivate } from './data-dir.js';

/** The loopback ports of the embedded servers: those of the last start where they are still free. */
export async function keepPorts<const N extends string>(
  dataDir: string,
  names: readonly N[],
): Promise<Record<N, number>> {
  const file = join(dataDir, 'ports.json');
  const kept = JSON.parse(readIfThere(file) ?? '{}') as Partial<Record<N, number>>;
  const ports: Partial<Record<N, number>> = {};
  for (const name of names) {
    const former = kept[name];
    let port = former !== undefined && (await isFreeSoon(former)) ? former : randomPort();
    while (Object.values(ports).includes(port) || !(await isFree(port))) port = randomPort();
    ports[name] = port;
  }
  writePrivate(file, `${JSON.stringify(ports)}\n`);
  return ports as Record<N, number>;
}

/** A server that was ended a moment ago may hold its port for a little longer. */
async function isFreeSoon(port: number): Promise<boolean> {
  for (let tries = 0; tries < 20; tries++) {
    if (await isFree(port)) return true;
    await delay(100);
  }
  return false;
}

async function isFree(port: number): Promise<boolean> {
  return 'port' in (await tryListen('127.0.0.1', port));
}

/** Below those that systems give to outgoing connections, so that it is still free at the next start. */
function randomPort(): number {
  return randomInt(20_000, 32_000);
}
