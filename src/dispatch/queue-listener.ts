import pg from 'pg';
import type { Context } from '../context.js';
import { QUEUE_CHANNEL } from '../store/accept-statement.js';

const RECONNECT_MS = 1_000;

/** Hears that rows came in, on a connection of its own. Without it the dispatcher's poll is a second late, no more. */
export class QueueListener {
  readonly #ctx: Context;
  readonly #onWake: () => void;
  #client: pg.Client | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isStopping = false;

  constructor(ctx: Context, onWake: () => void) {
    this.#ctx = ctx;
    this.#onWake = onWake;
  }

  async start(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.#ctx.config.databaseUrl,
      application_name: 'posthorn-listener',
      connectionTimeoutMillis: 2_000,
      keepAlive: true,
    });
    this.#client = client;
    client.on('notification', () => this.#onWake());
    client.on('error', () => undefined);
    client.on('end', () => this.#reconnect());
    try {
      await client.connect();
      await client.query(`listen ${QUEUE_CHANNEL}`);
      this.#onWake();
    } catch (error) {
      this.#ctx.logger.warn({ err: error }, 'the queue cannot be listened to; it is polled');
      await client.end().catch(() => undefined);
      this.#reconnect();
    }
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#timer);
    await this.#client?.end().catch(() => undefined);
  }

  #reconnect(): void {
    if (this.#isStopping || this.#timer) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.start();
    }, RECONNECT_MS);
  }
}
