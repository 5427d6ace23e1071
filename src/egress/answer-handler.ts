import type { Dispatcher } from 'undici';
import type { Deadline } from './deadline.js';
import { EgressError } from './egress-error.js';
import { failureOf } from './failure-of.js';

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
  /** Whether the body had, or should have had, more bytes than `body` holds. */
  truncated: boolean;
  /** Whether the answer was read to its end, so that its connection can carry another request. */
  complete: boolean;
}

export interface AnswerExpectations {
  /** Of the answer's body, no more than this is kept. */
  keepBytes: number;
  /** Asked when the connection stands, just before the bytes are written. */
  mayStart: () => boolean;
  /** The status line is in: nothing that happens later changes the outcome. */
  onAnswer: () => void;
}

/** How long the body may take after the status line: what is missing then is left. */
const BODY_GRACE_MS = 500;
/** Short bodies are read to their end even where they are not kept: that saves the connection. */
const MIN_READ_BYTES = 16_384;

/** Each costs us time, and they may come as fast as the network is. */
const MAX_INTERIM_ANSWERS = 100;

/** What undici calls while one request goes out and its answer comes in. */
export class AnswerHandler implements Dispatcher.DispatchHandler {
  readonly #request: AnswerExpectations;
  readonly #deadline: Deadline;
  readonly #resolve: (answer: Answer) => void;
  readonly #reject: (error: EgressError) => void;
  #controller: Dispatcher.DispatchController | undefined;
  #head: { status: number; headers: Record<string, string> } | undefined;
  #chunks: Buffer[] = [];
  #interimAnswers = 0;
  #readBytes = 0;
  #finished = false;
  #graceTimer: NodeJS.Timeout | undefined;

  constructor(
    request: AnswerExpectations,
    deadline: Deadline,
    resolve: (answer: Answer) => void,
    reject: (error: EgressError) => void,
  ) {
    this.#request = request;
    this.#deadline = deadline;
    this.#resolve = resolve;
    this.#reject = reject;
    deadline.onPass = this.#abort;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#deadline.reason) this.#abort(this.#deadline.reason);
    else if (!this.#request.mayStart()) {
      controller.abort(new EgressError('claim-expired', 'Nothing was sent: the turn had passed'));
    }
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (status < 200) return this.#onInterim(controller, status);
    this.#head = { status, headers: flatten(headers) };
    this.#deadline.onPass = undefined;
    this.#graceTimer = setTimeout(() => this.#finish(false), BODY_GRACE_MS);
    this.#request.onAnswer();
  }

  #onInterim(controller: Dispatcher.DispatchController, status: number): void {
    // The parser takes any three digits.
    if (status < 100) {
      controller.abort(
        new EgressError('invalid-response', `Your receiver answered with the status ${status}`),
      );
    } else if (++this.#interimAnswers > MAX_INTERIM_ANSWERS) {
      controller.abort(
        new EgressError('invalid-response', 'Your receiver sent interim answers (1xx) without end'),
      );
    }
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    const room = this.#request.keepBytes - this.#readBytes;
    // A copy: undici's chunk is a window on a larger buffer, which would be kept alive with it.
    if (room > 0) this.#chunks.push(Buffer.from(chunk.subarray(0, room)));
    this.#readBytes += chunk.length;
    if (this.#readBytes > Math.max(this.#request.keepBytes, MIN_READ_BYTES)) this.#finish(false);
  }

  onResponseEnd(): void {
    this.#finish(true);
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    if (this.#head) this.#finish(false);
    else this.#fail(error);
  }

  #abort = (reason: EgressError): void => {
    this.#controller?.abort(reason);
    this.#fail(reason);
  };

  #fail(error: Error): void {
    this.#deadline.onPass = undefined;
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
