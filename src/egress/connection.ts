import { Client } from 'undici';
import type { buildConnector } from 'undici';
import type { Answer } from './answer-handler.js';
import type { Deadline } from './deadline.js';
import type { ExchangeRequest } from './exchange.js';
import { exchange } from './exchange.js';
import { failureOf } from './failure-of.js';
import type { OpenedSocket, Opening } from './open-socket.js';

/** Makes the socket that a connection runs on, checked, connected and secured. */
export type OpenSocket = (signal: AbortSignal) => Promise<OpenedSocket>;

/** A receiver may close a kept connection at any time: the older it is, the likelier in the middle of a request. */
const MAX_LIFE_MS = 30_000;
/** Where the receiver does not announce its own; one that does gets up to the maximum. */
const IDLE_MS = 4_000;
const MAX_IDLE_MS = 15_000;
const MAX_HEADER_BYTES = 16_384;

/**
 * One connection to one origin, used for one request at a time. undici speaks HTTP on it; connecting is ours, because
 * undici's own ties no connect to the request that waits for it: its deadline could not end the look-up.
 */
export class Connection {
  readonly origin: string;
  readonly #client: Client;
  #openedAtMs: number | undefined;
  #deadline: Deadline | undefined;
  #requests = 0;
  #opening: Opening | undefined;

  constructor(origin: string, open: OpenSocket, onDisconnect: (connection: Connection) => void) {
    this.origin = origin;
    this.#client = new Client(origin, {
      pipelining: 1,
      maxHeaderSize: MAX_HEADER_BYTES,
      keepAliveTimeout: IDLE_MS,
      keepAliveMaxTimeout: MAX_IDLE_MS,
      // The attempt's one deadline replaces them.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: (_options, callback) => this.#connect(open, callback),
    });
    this.#client.on('disconnect', () => onDisconnect(this));
  }

  exchange(request: ExchangeRequest, deadline: Deadline): Promise<Answer> {
    this.#deadline = deadline;
    this.#requests++;
    this.#opening = undefined;
    return exchange(this.#client, request, deadline);
  }

  /** What it took to connect for the present request; undefined: it stood already, or does not yet. */
  get opening(): Opening | undefined {
    return this.#opening;
  }

  isReused(): boolean {
    return this.#requests > 1;
  }

  isFresh(): boolean {
    return this.#openedAtMs !== undefined && performance.now() - this.#openedAtMs < MAX_LIFE_MS;
  }

  /** Resolves once the socket is closed. Nothing happens a second time. */
  destroy(): Promise<void> {
    return this.#client.destroy();
  }

  #connect(open: OpenSocket, callback: buildConnector.Callback): void {
    // Always a failure of ours, never an error with undici's own codes: for some of those it connects again for ever.
    open(this.#deadline!.signal)
      .then(
        ({ socket, opening }) => {
          this.#openedAtMs = performance.now();
          this.#opening = opening;
          callback(null, socket as Parameters<buildConnector.Callback>[1] & object);
        },
        (error: unknown) => callback(failureOf(error), null),
      )
      .catch(() => this.destroy());
  }
}
