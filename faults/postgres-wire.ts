import { once } from 'node:events';
import { type AddressInfo, type Socket, connect, createServer } from 'node:net';

export interface PostgresWire {
  /** Put in place of the real server's. */
  databaseUrl: string;
  /** Called once, for the next commit that a client sends: `before` it reaches the server, or `after` the server has made it. */
  atNextCommit(moment: 'before' | 'after', act: () => void): void;
  /** Breaks every connection. */
  cut(): void;
  close(): Promise<void>;
}

interface Trap {
  moment: 'before' | 'after';
  act: () => void;
}

/** A simple-query message that commits: type Q, length, the text, a zero. */
const COMMIT = Buffer.from('Q\0\0\0\x0bcommit\0', 'latin1');
/** The server's CommandComplete for it. */
const COMMITTED = Buffer.from('C\0\0\0\x0bCOMMIT\0', 'latin1');

/** A wire to Postgres that knows a commit when it sees one, and can hold its message or its answer back for ever. */
export async function openPostgresWire(databaseUrl: string): Promise<PostgresWire> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let trap: Trap | undefined;
  /** Whoever springs it has it for itself; what it caught goes no further. */
  const springs = (moment: Trap['moment'], chunk: Buffer): boolean => {
    if (trap?.moment !== moment || !chunk.includes(moment === 'before' ? COMMIT : COMMITTED)) return false;
    const { act } = trap;
    trap = undefined;
    act();
    return true;
  };
  const server = createServer((inner) => {
    const outer = connect(Number(target.port), target.hostname);
    const join = (from: Socket, to: Socket, moment: Trap['moment']): void => {
      let isHeld = false;
      sockets.add(from);
      from.on('data', (chunk: Buffer) => {
        isHeld ||= springs(moment, chunk);
        if (!isHeld) to.write(chunk);
      });
      from.on('error', () => undefined);
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    };
    join(inner, outer, 'before');
    join(outer, inner, 'after');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const through = new URL(databaseUrl);
  through.port = String((server.address() as AddressInfo).port);
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    databaseUrl: through.href,
    atNextCommit: (moment, act) => void (trap = { moment, act }),
    cut,
    close: async () => {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
