import { setTimeout as delay } from 'node:timers/promises';
import { startTcpProxy } from '../../test/support/tcp-proxy.js';
import type { Fault } from '../fault.js';

const CUT_MS = 15_000;

export const fault: Fault = {
  name: 'worker-cut-off-from-temporal',
  what: 'One of two workers loses its connection to Temporal for 15 s, and then for as long gets no word through it.',
  seconds: 70,
  run: async (world) => {
    const [host = '', port] = world.direct.temporalAddress.split(':');
    const wire = await startTcpProxy({ host, port: Number(port) });
    try {
      const worker = await world.startWorker({ temporalAddress: `127.0.0.1:${wire.port}` });
      for (const how of ['cut', 'freeze'] as const) {
        await world.load.acceptedMore(40);
        await world.during('wire', how, async () => {
          wire[how]();
          await delay(CUT_MS);
          wire.restore();
        });
      }
      world.healed();
      await world.load.acceptedMore(100);
      await world.kill(worker, 'SIGTERM');
    } finally {
      await wire.close();
    }
  },
};
