import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { findFreePort } from '../../src/free-port.js';
import { lazyConnection } from '../../src/temporal-connection.js';

/** The first repetition of a call comes within so long. */
const FIRST_REPETITION_MS = 250;

it('a connection closed while a call waits to be repeated ends that call, and nothing is thrown', async () => {
  const connection = lazyConnection({ address: `127.0.0.1:${await findFreePort()}` });
  const thrown: unknown[] = [];
  const note = (error: unknown) => thrown.push(error);
  process.prependListener('uncaughtException', note);
  try {
    const asked = connection.workflowService.getSystemInfo({}).catch((error: unknown) => error);
    await Promise.race([asked, delay(FIRST_REPETITION_MS / 2)]);
    await connection.close();
    expect(await asked).toMatchObject({ details: 'The connection was closed.' });
    expect(thrown).toEqual([]);
  } finally {
    process.removeListener('uncaughtException', note);
  }
});
