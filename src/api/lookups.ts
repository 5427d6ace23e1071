import type pg from 'pg';
import { type ApiKey, findApiKeyByHash } from '../store/api-keys.js';
import type { Db } from '../store/db.js';
import { workspaceExists } from '../store/workspaces.js';

const MEMORY_MS = 100;
const MAX_KEPT = 10_000;

export type CallersKey = Pick<ApiKey, 'id' | 'role' | 'workspaceId'>;

/**
 * What every call asks the database before anything else, kept for a tenth of a second: where calls are many, most find it
 * here. What this process takes back it forgets at once; another lets a revoked or expired key in for that long.
 */
export class Lookups {
  readonly #keys = new BriefMemory<CallersKey>();
  readonly #workspaces = new BriefMemory<true>();
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  findApiKey(hash: Buffer): Promise<CallersKey | undefined> | CallersKey {
    return this.#keys.get(hash.toString('base64'), () => findApiKeyByHash(this.#pool, hash));
  }

  /** `db`: where a transaction asks, which must not wait for a second connection. */
  workspaceExists(id: string, db: Db = this.#pool): Promise<true | undefined> | true {
    return this.#workspaces.get(id, async () => (await workspaceExists(db, id)) || undefined);
  }

  forget(): void {
    this.#keys.forget();
    this.#workspaces.forget();
  }
}

/** What was found is kept; what was not is looked for again. */
class BriefMemory<T extends object | true> {
  #kept = new Map<string, { value: T; untilMs: number }>();

  get(key: string, look: () => Promise<T | undefined>): Promise<T | undefined> | T {
    const found = this.#kept.get(key);
    return found && performance.now() < found.untilMs ? found.value : this.#look(key, look);
  }

  forget(): void {
    // Another map, so that a look under way does not keep what was true before.
    this.#kept = new Map();
  }

  async #look(key: string, look: () => Promise<T | undefined>): Promise<T | undefined> {
    const kept = this.#kept;
    const untilMs = performance.now() + MEMORY_MS;
    const value = await look();
    if (value === undefined) return undefined;
    if (kept.size >= MAX_KEPT) kept.clear();
    kept.set(key, { value, untilMs });
    return value;
  }
}

const lookups = new WeakMap<pg.Pool, Lookups>();

/** Those of the process that this pool belongs to. */
export function lookupsOf(pool: pg.Pool): Lookups {
  let found = lookups.get(pool);
  if (!found) lookups.set(pool, (found = new Lookups(pool)));
  return found;
}
