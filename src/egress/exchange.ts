import type { Client, Dispatcher } from 'undici';
import { EgressError } from './egress-error.js';
import { failureOf } from './failure-of.js';

export interface ExchangeRequest {
  path: string;
  headers: Record<string, string>;
  body: Buffer;
  /** Of the answer's body, no more than this is kept. */
  keepBytes: number;
  /** Asked when the connection stands, just before the bytes are written. */
  mayStart: () => boolean;
  /** The status line is in: nothing that happens later changes the outcome. */
  onAnswer: () => void;
}

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
  /** Whether the body had, or should have had, more bytes than `body` holds. */
  truncated: boolean;
  /** Whether the answer was read to its end, so that its connection can carry another request. */
  complete: boolean;
}

/** How long the body may take after the status line: what is missing then is left. */
const BODY_GRACE_MS = 500;
/** Short bodies are read to their end even where they are not kept: that saves the connection. */
const MIN_READ_BYTES = 16_384;

/**
 * One POST and its answer, on undici's own handler interface: there a request that was aborted ends at once, the
 * last moment before the write can be refused, and a body is read without a stream in between.
 */
export function exchange(client: Client, request: ExchangeRequest, signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const handler = new AnswerHandler(request, signal, resolve, reject);
    const { path, headers, body } = request;
    client.dispatch({ path, method: 'POST', headers, body }, handler);
  });
}

class AnswerHandler implements Dispatcher.DispatchHandler {
  readonly #request: ExchangeRequest;
  readonly #signal: AbortSignal;
  readonly #resolve: (answer: Answer) => void;
  readonly #reject: (error: EgressError) => void;
  #controller: Dispatcher.DispatchController | undefined;
  #head: { status: number; headers: Record<string, string> } | undefined;
  #chunks: Buffer[] = [];
  #readBytes = 0;
  #finished = false;
  #graceTimer: NodeJS.Timeout | undefined;

  constructor(
    request: ExchangeRequest,
    signal: AbortSignal,
    resolve: (answer: Answer) => void,
    reject: (error: EgressError) => void,
  ) {
    this.#request = request;
    this.#signal = signal;
    this.#resolve = resolve;
    this.#reject = reject;
    signal.addEventListener('abort', this.#abort, { once: true });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#signal.aborted) this.#abort();
    else if (!this.#request.mayStart()) {
      controller.abort(new EgressError('claim-expired', 'Nothing was sent: the turn had passed'));
    }
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    // llhttp takes any three digits.
    if (status < 100) {
      controller.abort(
        new EgressError('invalid-response', `Your receiver answered with the status ${status}`),
      );
      return;
    }
    if (status < 200) return;
    this.#head = { status, headers: flatten(headers) };
    this.#signal.removeEventListener('abort', this.#abort);
    this.#graceTimer = setTimeout(() => this.#finish(false), BODY_GRACE_MS);
    this.#request.onAnswer();
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    const room = this.#request.keepBytes - this.#readBytes;
    // A copy: undici's chunk is a window on a larger buffer, which would be kept alive with it.
    if (room > 0) this.#chunks.push(Buffer.from(chunk.subarray(0, room)));
    this.#readBytes += chunk.length;
    if (this.#readBytes > Math.max(this.#request.keepBytes, MIN_READ_BYTES)) this.#finish(false);
  }

  onResponseEnd(): void {
    this.#finish(true);
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (this.#head) this.#finish(false);
    else this.#fail(error);
  }

  #abort = (): void => {
    this.#controller?.abort(this.#signal.reason as Error);
    this.#fail(this.#signal.reason);
  };

  #fail(error: unknown): void {
    this.#signal.removeEventListener('abort', this.#abort);
    this.#reject(failureOf(error));
  }

  #finish(complete: boolean): void {
    if (this.#finished) return;
    this.#finished = true;
    clearTimeout(this.#graceTimer);
    const truncated = !complete || this.#readBytes > this.#request.keepBytes;
    this.#resolve({ ...this.#head!, body: Buffer.concat(this.#chunks), truncated, complete });
    if (!complete)
      this.#controller?.abort(new EgressError('unknown-error', 'The rest of the answer is not read'));
  }
}

function flatten(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}
