import type { Receipt } from './evidence.js';
import type { World } from './world.js';

/**
 * Picks the next event that comes in; when its POSTs have got the answers `before`, kills the worker in the middle of each
 * of so many more and starts another; from then on they get the given answers. Resolves when they have.
 */
export async function killWorkerAtPost(
  world: World,
  kills: number,
  answers: number[] = [200],
  before: number[] = [],
): Promise<{ eventId: string; attempts: Receipt[] }> {
  let eventId: string | undefined;
  const attempts: Receipt[] = [];
  await new Promise<void>((resolve, reject) => {
    world.receiver.answer('/main', async (receipt) => {
      eventId ??= receipt.headers['webhook-id'];
      if (receipt.headers['webhook-id'] !== eventId) return { status: 200 };
      const n = attempts.push(receipt) - before.length;
      if (n <= 0) return { status: before.at(n - 1) ?? 503 };
      if (n <= kills) {
        await world.kill(world.workers[0]!);
        await world.startWorker();
        if (n === kills) world.healed();
        return { status: 200 };
      }
      const status = answers[n - kills - 1] ?? 200;
      if (n === kills + answers.length) resolve();
      return { status };
    });
    setTimeout(
      () => reject(new Error(`${eventId} was posted ${attempts.length} times in four minutes.`)),
      240_000,
    ).unref();
  });
  return { eventId: eventId!, attempts };
}
