import { EgressError } from './egress-error.js';

/** One for all of an attempt, up to the status line: passes when the time is over, or with `outer`. */
export class Deadline {
  /** Told when it passes: whoever holds the attempt up at the time, where no signal is wanted for that. */
  onPass: ((reason: EgressError) => void) | undefined;
  readonly #timer: NodeJS.Timeout;
  readonly #outer: AbortSignal | undefined;
  #reason: EgressError | undefined;
  #controller: AbortController | undefined;

  constructor(timeoutMs: number, outer: AbortSignal | undefined) {
    const expire = (): void => this.#pass(new EgressError('timeout', `No answer within ${timeoutMs} ms`));
    // A busy process may find the answer and the end of the time in the same turn: the answer, read next, came first.
    this.#timer = setTimeout(() => setImmediate(expire), timeoutMs);
    this.#outer = outer;
    if (outer?.aborted) this.#cancel();
    outer?.addEventListener('abort', this.#cancel, { once: true });
  }

  /** Why it passed; undefined: it has not. */
  get reason(): EgressError | undefined {
    return this.#reason;
  }

  /** Made when it is asked for: most attempts find a connection that stands, and a signal costs more than the rest of this. */
  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController();
      if (this.#reason) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#outer?.removeEventListener('abort', this.#cancel);
  }

  #cancel = (): void => {
    this.#pass(new EgressError('unknown-outcome', 'The attempt was cancelled while it was under way'));
  };

  #pass(reason: EgressError): void {
    if (this.#reason) return;
    this.#reason = reason;
    this.#controller?.abort(reason);
    this.onPass?.(reason);
  }
}
