import type { ServerResponse } from 'node:http';

export interface StreamEvent {
  /** What a reader that was cut off gives back to go on after it. */
  id: string;
  /** Without one, the reader only learns the id. */
  event?: { name: string; data: unknown };
}

/** How soon a reader comes back that was cut off. */
const RECONNECT_MS = 1_000;
/** What waits for a reader that does not read; past that it is cut off, and resumes when it reads again. */
const MAX_WAITING_BYTES = 1024 * 1024;
const DRAIN_TIMEOUT_MS = 30_000;

/** One reader's server-sent events. */
export class StreamWriter {
  readonly #res: ServerResponse;

  constructor(res: ServerResponse) {
    this.#res = res;
  }

  /** `isBodyless`: a HEAD, which gets the headers alone. */
  open(isBodyless: boolean): void {
    this.#res.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      // nginx would gather what should be seen at once.
      'x-accel-buffering': 'no',
    });
    if (isBodyless) this.#res.end();
    else this.#write(`retry: ${RECONNECT_MS}\n\n`);
  }

  get isClosed(): boolean {
    return this.#res.destroyed || this.#res.writableEnded;
  }

  send(events: readonly StreamEvent[]): void {
    if (events.length > 0) this.#write(events.map(format).join(''));
  }

  /** Keeps what stands in between from taking the connection for dead. */
  sendHeartbeat(): void {
    this.#write(': still here\n\n');
  }

  /** Waits until the reader has taken what was sent; one that does not is cut off. */
  async drained(): Promise<void> {
    if (this.isClosed || !this.#res.writableNeedDrain) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => this.#res.destroy(), DRAIN_TIMEOUT_MS);
      const done = (): void => {
        clearTimeout(timer);
        this.#res.off('drain', done).off('close', done);
        resolve();
      };
      this.#res.once('drain', done).once('close', done);
    });
  }

  end(): void {
    if (!this.isClosed) this.#res.end();
  }

  #write(text: string): void {
    if (this.isClosed) return;
    if (this.#res.writableLength > MAX_WAITING_BYTES) this.#res.destroy();
    else this.#res.write(text);
  }
}

/** JSON has no line break of its own, and neither have ids and names. */
function format({ id, event }: StreamEvent): string {
  const lines = event ? [`event: ${event.name}`, `data: ${JSON.stringify(event.data)}`] : [];
  return `${[`id: ${id}`, ...lines].join('\n')}\n\n`;
}
