import type { ServerResponse } from 'node:http';
import type { Context } from '../context.js';
import { ProblemError } from '../errors.js';
import { type ChangePosition, formatPosition, isBefore } from '../store/change-position.js';
import { type Change, readChanges } from '../store/read-changes.js';
import { presentChange } from './present-change.js';
import { type StreamEvent, StreamWriter } from './stream-writer.js';

const POLL_MS = 250;
/** After a poll that failed. */
const PAUSE_MS = 1_000;
const CHANGES_PER_READ = 500;
const HEARTBEAT_MS = 15_000;
const STREAMS_PER_CALLER = 50;

/** What of the changes a reader wants. */
export interface StreamRequest {
  webhookId: string | null;
  from: ChangePosition;
  /** What was before `from` is no longer there. */
  isReset: boolean;
}

export interface StreamReader {
  workspaceId: string;
  /** Whose streams are counted together. */
  caller: string;
  /** Rejects once the reader may no longer listen. */
  admitAgain(): Promise<unknown>;
  isBodyless: boolean;
}

interface Listener extends StreamRequest {
  workspaceId: string;
  caller: string;
  writer: StreamWriter;
  /** Up to where it was told everything. */
  position: ChangePosition;
}

/** Changes, each with what is sent of it, and where reading goes on. */
interface News {
  changes: { change: Change; event: StreamEvent }[];
  end: ChangePosition;
  isFull: boolean;
}

/**
 * Every open stream of this process. One poll serves all of them, and none runs while nobody listens: it reads on from
 * where the listener furthest behind stands, and each takes what lies past its own position.
 */
export class Streams {
  readonly #ctx: Pick<Context, 'pool' | 'config' | 'logger'>;
  readonly #open = new Set<Listener>();
  readonly #polled = new Set<Listener>();
  #isPolling = false;
  #isDraining = false;
  #isFailing = false;

  constructor(ctx: Pick<Context, 'pool' | 'config' | 'logger'>) {
    this.#ctx = ctx;
  }

  open(res: ServerResponse, reader: StreamReader, request: StreamRequest): void {
    this.#refuseTooMany(reader.caller);
    const writer = new StreamWriter(res);
    const { workspaceId, caller } = reader;
    const listener: Listener = { ...request, workspaceId, caller, writer, position: request.from };
    writer.open(reader.isBodyless);
    // It comes back, and is then led to a process that stays.
    if (this.#isDraining) writer.end();
    if (writer.isClosed) return;
    this.#open.add(listener);
    const heartbeat = setInterval(() => void this.#keep(writer, reader), HEARTBEAT_MS);
    res.once('close', () => {
      clearInterval(heartbeat);
      this.#open.delete(listener);
      this.#polled.delete(listener);
    });
    const id = formatPosition(request.from);
    writer.send([{ id, ...(request.isReset && { event: { name: 'reset', data: {} } }) }]);
    void this.#catchUp(listener);
  }

  /** Ends all of them: their readers come back, and go on where they were, at a process that stays. */
  drain(): void {
    this.#isDraining = true;
    for (const { writer } of this.#open) writer.end();
  }

  #refuseTooMany(caller: string): void {
    const count = [...this.#open].filter((listener) => listener.caller === caller).length;
    if (count < STREAMS_PER_CALLER) return;
    throw new ProblemError('rate-limited', `At most ${STREAMS_PER_CALLER} streams of one caller at once.`, {
      headers: { 'retry-after': '10' },
    });
  }

  async #keep(writer: StreamWriter, reader: StreamReader): Promise<void> {
    try {
      await reader.admitAgain();
      writer.sendHeartbeat();
    } catch (error) {
      // A database that is away says nothing about the reader.
      if (error instanceof ProblemError) writer.end();
      else writer.sendHeartbeat();
    }
  }

  /** Reads for this one alone what it missed, at its own pace, so that nobody else waits for it. */
  async #catchUp(listener: Listener): Promise<void> {
    try {
      for (let isFull = true; isFull && !listener.writer.isClosed; await listener.writer.drained()) {
        const read = await this.#read([listener], listener.position);
        this.#tell(listener, read);
        isFull = read.isFull;
      }
    } catch (error) {
      this.#ctx.logger.warn({ err: error }, 'a stream could not be caught up with');
      listener.writer.end();
    }
    if (listener.writer.isClosed) return;
    this.#polled.add(listener);
    if (!this.#isPolling) setTimeout(() => void this.#poll(), POLL_MS);
    this.#isPolling = true;
  }

  async #poll(): Promise<void> {
    const listeners = [...this.#polled];
    const positions = listeners.map(({ position }) => position);
    const from = positions.reduce<ChangePosition | undefined>(
      (first, one) => (first && isBefore(first, one) ? first : one),
      undefined,
    );
    if (from === undefined) {
      this.#isPolling = false;
      return;
    }
    let delayMs = POLL_MS;
    try {
      const read = await this.#read(listeners, from);
      for (const listener of listeners) this.#tell(listener, read);
      if (read.isFull) delayMs = 0;
      this.#isFailing = false;
    } catch (error) {
      if (!this.#isFailing) this.#ctx.logger.warn({ err: error }, 'changes could not be read');
      this.#isFailing = true;
      delayMs = PAUSE_MS;
    }
    setTimeout(() => void this.#poll(), delayMs);
  }

  async #read(listeners: readonly Listener[], from: ChangePosition): Promise<News> {
    const { pool, config } = this.#ctx;
    const workspaces = [...new Set(listeners.map(({ workspaceId }) => workspaceId))];
    const { changes, end, isFull } = await readChanges(pool, workspaces, from, CHANGES_PER_READ);
    return {
      changes: changes.map((change) => ({ change, event: presentChange(change, config) })),
      end,
      isFull,
    };
  }

  #tell(listener: Listener, { changes, end }: News): void {
    const news = changes.filter(
      ({ change }) =>
        change.workspaceId === listener.workspaceId &&
        (listener.webhookId === null || listener.webhookId === change.webhookId) &&
        isBefore(listener.position, change.position),
    );
    listener.writer.send(news.map(({ event }) => event));
    if (isBefore(listener.position, end)) listener.position = end;
  }
}
