import { type Db, CommitUnknownError, inTransaction } from '../store/db.js';
import { isConnectionLost } from '../store/database-away.js';
import type { IdempotencyScope } from '../store/idempotency.js';
import { isAudited, writeAudit } from './audit.js';
import { type Answer, type KeptAnswer, beginIdempotent, keepAnswer, toAnswer } from './idempotency.js';
import type { AnyReply, Route, RouteInput } from './route.js';

interface HandlerInput extends Omit<
  RouteInput<unknown, unknown, unknown>,
  'db' | 'afterCommit' | 'prepared'
> {
  /** The public id in the path, where there is one. */
  pathId: string | undefined;
}

/** One call of a route's handler, with what it wants done after the commit. */
export class HandlerRun {
  readonly #route: Route;
  readonly #input: HandlerInput;
  readonly #onError: (error: unknown) => void;
  readonly #afterCommit: (() => unknown)[] = [];
  #prepared: unknown;

  /** `onError`: told of work after the commit that failed. */
  constructor(route: Route, input: HandlerInput, onError: (error: unknown) => void) {
    this.#route = route;
    this.#input = input;
    this.#onError = onError;
  }

  async run(): Promise<Answer> {
    const { pool } = this.#input.ctx;
    await this.#prepare();
    const reply = await (isAudited(this.#route.audit)
      ? inTransaction(pool, (db) => this.#handle(db))
      : this.#handleSingly(pool));
    await this.#settle();
    return toAnswer(reply.complete ? await reply.complete() : reply);
  }

  /** The first request of a key does the work, in one transaction with its record; later ones get its answer. */
  async runOnce(
    scope: IdempotencyScope,
    bodyHash: Buffer,
  ): Promise<{ answer: KeptAnswer; isReplayed: boolean }> {
    const { keyring, pool } = this.#input.ctx;
    const keep = (db: Db, reply: AnyReply) =>
      keepAnswer(db, keyring, scope, bodyHash, toAnswer(reply, this.#route.keep));
    await this.#prepare();
    const outcome = await inTransaction(pool, async (db) => {
      const kept = await beginIdempotent(db, keyring, scope, bodyHash);
      if (kept) return { kept };
      const reply = await this.#handle(db);
      await keep(db, reply);
      return { reply };
    });
    if (outcome.kept) return { answer: outcome.kept, isReplayed: true };
    await this.#settle();
    const { reply } = outcome;
    if (!reply.complete) return { answer: toAnswer(reply), isReplayed: false };
    const completed = await reply.complete();
    await keep(pool, completed);
    return { answer: toAnswer(completed), isReplayed: false };
  }

  async #prepare(): Promise<void> {
    this.#prepared = await this.#route.prepare?.(this.#input);
  }

  async #handle(db: Db): Promise<AnyReply> {
    const { audit, handler } = this.#route;
    const reply = await handler({
      ...this.#input,
      db,
      prepared: this.#prepared,
      afterCommit: (work) => this.#afterCommit.push(work),
    });
    if (isAudited(audit) && reply.audited !== null) await writeAudit(db, audit, this.#input, reply.audited);
    return reply;
  }

  /** Each statement its own commit: one that was on its way when the connection broke may have been done. */
  async #handleSingly(db: Db): Promise<AnyReply> {
    try {
      return await this.#handle(db);
    } catch (error) {
      throw this.#route.method !== 'get' && isConnectionLost(error) ? new CommitUnknownError(error) : error;
    }
  }

  async #settle(): Promise<void> {
    const results = await Promise.allSettled(this.#afterCommit.map(async (work) => work()));
    for (const result of results) if (result.status === 'rejected') this.#onError(result.reason);
  }
}
