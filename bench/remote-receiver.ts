import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Arrival, Behaviour, Request } from './receiver-protocol.js';

/** Its paths: `/hangs` never answers, `/slow` takes 0.5 to 1 s, every other answers at once. */
export interface RemoteReceiver {
  url: string;
  pid: number;
  /** Forgets what came before. */
  begin(behaviour?: Behaviour): Promise<void>;
  /** Until that many deliveries were answered with 200. */
  waitFor(count: number): Promise<void>;
  arrivals(): Promise<Arrival[]>;
  close(): Promise<void>;
}

type Question = Request extends infer R ? (R extends { id: number } ? Omit<R, 'id'> : never) : never;

export async function startRemoteReceiver(): Promise<RemoteReceiver> {
  const child = fork(fileURLToPath(new URL('./receiver-process.ts', import.meta.url)));
  const open = new Map<number, (answer: unknown) => void>();
  let lastId = 0;
  const expectAnswer = (id: number): Promise<unknown> => new Promise((resolve) => open.set(id, resolve));
  const listening = expectAnswer(0);
  child.on('message', ({ id, answer }: { id: number; answer: unknown }) => {
    open.get(id)?.(answer);
    open.delete(id);
  });
  const ask = (question: Question): Promise<unknown> => {
    const id = ++lastId;
    const answer = expectAnswer(id);
    child.send({ id, ...question });
    return answer;
  };
  return {
    url: (await listening) as string,
    pid: child.pid!,
    begin: async (behaviour = {}) => void (await ask({ method: 'begin', behaviour })),
    waitFor: async (count) => void (await ask({ method: 'waitFor', count })),
    arrivals: async () => (await ask({ method: 'arrivals' })) as Arrival[],
    close: async () => {
      child.disconnect();
      await once(child, 'exit');
    },
  };
}
