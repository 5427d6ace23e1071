import type { Receipt } from '../evidence.js';
import type { Fault } from '../fault.js';

const ANSWER_AFTER_MS = 1_500;

export const fault: Fault = {
  name: 'worker-told-to-stop-mid-post',
  what: 'The only worker is told to stop (SIGTERM) while a receiver works on its POST: it waits for the answer and exits 0.',
  seconds: 25,
  webhook: { timeoutMs: 4_000 },
  run: async (world) => {
    const worker = world.workers[0]!;
    const receipt = await new Promise<Receipt>((resolve) => {
      world.receiver.answer('/main', (receipt) => {
        world.receiver.answer('/main', () => ({ status: 200 }));
        resolve(receipt);
        return { status: 200, delayMs: ANSWER_AFTER_MS };
      });
    });
    await world.kill(worker, 'SIGTERM');
    const { code } = await worker.ended;
    if (code !== 0) throw new Error(`The worker exited with ${code}.`);
    if (receipt.status !== 200) throw new Error('The worker did not wait for the answer.');
    await world.startWorker();
  },
};
