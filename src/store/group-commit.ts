import pg from 'pg';
import { isDatabaseAway } from './database-away.js';
import type { Db } from './db.js';

export interface GroupOptions<Item> {
  /** How long an item may wait for others; 0: only until the group before it is committed. */
  windowMs: (item: Item) => number;
  /** So many wait for no more. */
  enough: number;
  maxItems: number;
  /** Items of one key never share a statement: they write the same row. */
  keyOf: (item: Item) => string;
}

/**
 * Lets calls on the pool that come within a moment share one statement, and so one commit; each is answered after it. A call
 * inside a transaction goes by itself. When a shared statement fails, its items are run one by one, so that strangers do not
 * fail together; where the database is away, they fail together.
 */
export function groupCommit<Item, Result>(
  run: (db: Db, items: Item[]) => Promise<Result[]>,
  options: GroupOptions<Item>,
): (db: Db, item: Item) => Promise<Result> {
  const groups = new WeakMap<Db, Group<Item, Result>>();
  return async (db, item) => {
    if (!(db instanceof pg.Pool)) return (await run(db, [item]))[0]!;
    let group = groups.get(db);
    if (!group) {
      group = new Group((items) => run(db, items), options);
      groups.set(db, group);
    }
    return group.add(item);
  };
}

interface Waiting<Item, Result> {
  item: Item;
  /** On performance's clock: it waits no longer for others. */
  dueAtMs: number;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

class Group<Item, Result> {
  readonly #run: (items: Item[]) => Promise<Result[]>;
  readonly #options: GroupOptions<Item>;
  #waiting: Waiting<Item, Result>[] = [];
  #timer: { dueAtMs: number; handle: NodeJS.Timeout } | undefined;
  #isRunning = false;

  constructor(run: (items: Item[]) => Promise<Result[]>, options: GroupOptions<Item>) {
    this.#run = run;
    this.#options = options;
  }

  add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      const dueAtMs = performance.now() + this.#options.windowMs(item);
      this.#waiting.push({ item, dueAtMs, resolve, reject });
      this.#schedule(dueAtMs);
    });
  }

  #schedule(dueAtMs: number): void {
    if (this.#isRunning || this.#waiting.length === 0) return;
    const waitMs = this.#waiting.length < this.#options.enough ? dueAtMs - performance.now() : 0;
    if (waitMs > 0 && this.#timer && this.#timer.dueAtMs <= dueAtMs) return;
    clearTimeout(this.#timer?.handle);
    this.#timer = undefined;
    if (waitMs > 0) {
      this.#timer = { dueAtMs, handle: setTimeout(() => this.#begin(), waitMs) };
    } else {
      this.#isRunning = true;
      // What comes in the same turn of the event loop goes with it.
      setImmediate(() => this.#begin());
    }
  }

  #begin(): void {
    this.#timer = undefined;
    this.#isRunning = true;
    void this.#commit(this.#next()).finally(() => {
      this.#isRunning = false;
      this.#schedule(this.#waiting.reduce((first, { dueAtMs }) => Math.min(first, dueAtMs), Infinity));
    });
  }

  /** The oldest that may share a statement; the others stay. */
  #next(): Waiting<Item, Result>[] {
    const keys = new Set<string>();
    const taken: Waiting<Item, Result>[] = [];
    this.#waiting = this.#waiting.filter((waiting) => {
      const key = this.#options.keyOf(waiting.item);
      if (taken.length === this.#options.maxItems || keys.has(key)) return true;
      keys.add(key);
      taken.push(waiting);
      return false;
    });
    return taken;
  }

  async #commit(group: Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.#run(group.map(({ item }) => item));
      for (const [index, { resolve }] of group.entries()) resolve(results[index]!);
    } catch (error) {
      if (group.length === 1 || isDatabaseAway(error)) for (const { reject } of group) reject(error);
      else for (const waiting of group) await this.#commit([waiting]);
    }
  }
}
