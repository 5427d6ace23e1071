import { abortable } from './abortable.js';
import type { OpenSocket } from './connection.js';
import { Connection } from './connection.js';
import type { Deadline } from './deadline.js';
import { EgressError } from './egress-error.js';
import { UnreliableOrigins } from './unreliable-origins.js';

/** How a connection came out of a request: ready for another, at its end, or broken off without an answer. */
export type ConnectionEnd = 'reusable' | 'ended' | 'broken';

/** The connections to one origin: those that wait for their next request, and how many are at work. */
interface Lane {
  idle: Connection[];
  active: number;
  waiting: Set<() => void>;
}

/** All open connections: bounded for an origin while they work, and altogether while they idle. */
export class Connections {
  readonly #perOrigin: number;
  readonly #maxIdle: number;
  readonly #lanes = new Map<string, Lane>();
  /** Every idle connection, the one that waits longest first. */
  readonly #idle = new Set<Connection>();
  readonly #unreliable = new UnreliableOrigins();
  #closed = false;

  constructor(options: { perOrigin: number; maxIdle: number }) {
    this.#perOrigin = options.perOrigin;
    this.#maxIdle = options.maxIdle;
  }

  /** A connection for one request; give it back. Waits while the origin has all it may have. */
  async take(origin: string, open: OpenSocket, deadline: Deadline): Promise<Connection> {
    const lane = this.#lane(origin);
    if (lane.active >= this.#perOrigin) await turn(lane, deadline.signal);
    else lane.active++;
    for (let kept = lane.idle.pop(); kept; kept = lane.idle.pop()) {
      this.#idle.delete(kept);
      if (kept.isFresh()) return kept;
      void kept.destroy();
    }
    return new Connection(origin, open, (connection) => void this.#drop(connection));
  }

  give(connection: Connection, end: ConnectionEnd): void {
    const lane = this.#lane(connection.origin);
    if (end === 'broken' && connection.isReused()) this.#unreliable.add(connection.origin);
    if (end === 'reusable' && this.#mayKeep(connection)) {
      lane.idle.push(connection);
      this.#idle.add(connection);
      const [oldest] = this.#idle;
      if (this.#idle.size > this.#maxIdle && oldest) void this.#drop(oldest);
    } else void connection.destroy();
    const [next] = lane.waiting;
    if (next) {
      lane.waiting.delete(next);
      next();
    } else lane.active--;
    this.#tidy(connection.origin, lane);
  }

  /** Ends what idles now, and what works as soon as it is given back. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#idle].map((connection) => this.#drop(connection)));
  }

  #mayKeep(connection: Connection): boolean {
    return !this.#closed && connection.isFresh() && !this.#unreliable.has(connection.origin);
  }

  #lane(origin: string): Lane {
    let lane = this.#lanes.get(origin);
    if (!lane) this.#lanes.set(origin, (lane = { idle: [], active: 0, waiting: new Set() }));
    return lane;
  }

  async #drop(connection: Connection): Promise<void> {
    if (!this.#idle.delete(connection)) return;
    const lane = this.#lane(connection.origin);
    lane.idle = lane.idle.filter((other) => other !== connection);
    this.#tidy(connection.origin, lane);
    await connection.destroy();
  }

  #tidy(origin: string, lane: Lane): void {
    if (lane.active === 0 && lane.idle.length === 0) this.#lanes.delete(origin);
  }
}

/** Waits until an active place is handed over. Not the receiver's doing: the failure is not charged. */
async function turn(lane: Lane, signal: AbortSignal): Promise<void> {
  try {
    await abortable<void>(signal, (resolve) => {
      lane.waiting.add(resolve);
      return () => lane.waiting.delete(resolve);
    });
  } catch (error) {
    throw new EgressError(
      'claim-expired',
      'Nothing was sent: no connection to this host came free in time',
      error,
    );
  }
}
