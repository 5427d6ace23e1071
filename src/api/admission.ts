import type { IncomingMessage } from 'node:http';
import type { Context } from '../context.js';
import { ProblemError } from '../errors.js';
import { QueueLag } from './queue-lag.js';

/** What a request takes beside its body: it, its answer, its socket. */
const REQUEST_BYTES = 16 * 1024;
const MEMORY_RETRY_SECONDS = 1;
const QUEUE_RETRY_SECONDS = 5;

/** Refuses events with a 429 before this process's memory, or where that is set the queue's age, runs away. */
export class Admission {
  readonly #ctx: Context;
  readonly #lag: Pick<QueueLag, 'seconds'>;
  #bytes = 0;

  constructor(ctx: Context, lag: Pick<QueueLag, 'seconds'> = new QueueLag(ctx)) {
    this.#ctx = ctx;
    this.#lag = lag;
  }

  /** To be called before the body is read. Answers what is to be called once the answer is there. */
  enter(req: Pick<IncomingMessage, 'headers'>, maxBodyBytes: number): () => void {
    const { acceptBufferBytes, maxQueueAgeSeconds } = this.#ctx.config;
    const bytes = REQUEST_BYTES + bodyBytes(req, maxBodyBytes);
    // One alone is let in, however small the buffer.
    if (this.#bytes > 0 && this.#bytes + bytes > acceptBufferBytes) {
      throw this.#refusal(
        'memory',
        MEMORY_RETRY_SECONDS,
        'This process has as many events to accept as it can hold.',
      );
    }
    if (maxQueueAgeSeconds > 0 && this.#lag.seconds > maxQueueAgeSeconds) {
      throw this.#refusal(
        'queue-age',
        QUEUE_RETRY_SECONDS,
        `What was accepted has waited for a worker for more than ${maxQueueAgeSeconds} s.`,
      );
    }
    this.#bytes += bytes;
    return () => {
      this.#bytes -= bytes;
    };
  }

  #refusal(reason: 'memory' | 'queue-age', seconds: number, detail: string): ProblemError {
    this.#ctx.metrics.acceptsRefused.inc({ reason });
    return new ProblemError('overloaded', `${detail} Wait for Retry-After.`, {
      headers: { 'retry-after': String(seconds) },
    });
  }
}

/** Known before it comes, or else the most that it may be. */
function bodyBytes({ headers }: Pick<IncomingMessage, 'headers'>, maxBodyBytes: number): number {
  const length = Number(headers['content-length'] ?? maxBodyBytes);
  return Math.min(length, maxBodyBytes);
}
