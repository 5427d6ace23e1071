import type { Keyring } from '../keyring.js';
import type { Db } from './db.js';
import {
  listSealedOtherwise,
  replaceSealed,
  SEALED_COLUMNS,
  type SealedColumn,
  type SealedValue,
} from './sealed-columns.js';

const VALUES_AT_ONCE = 500;

export interface Reencrypted {
  column: string;
  resealed: number;
  /** Keys of the rows whose value these keys cannot open. */
  unreadable: string[][];
}

/**
 * Seals anew, with the first key, every value that another key sealed. Each statement is a commit of its own and replaces
 * only what it read: it may be killed and run again, twice at a time, and while the same rows are written.
 */
export async function* reencrypt(db: Db, keyring: Keyring): AsyncGenerator<Reencrypted> {
  for (const column of SEALED_COLUMNS) yield await reencryptColumn(db, keyring, column);
}

async function reencryptColumn(db: Db, keyring: Keyring, column: SealedColumn): Promise<Reencrypted> {
  const done: Reencrypted = { column: column.name, resealed: 0, unreadable: [] };
  let after: string[] | null = null;
  for (;;) {
    const page: SealedValue[] = await listSealedOtherwise(db, column, keyring.sealingName, {
      after,
      limit: VALUES_AT_ONCE,
    });
    const values = page.flatMap((value) => {
      const context = column.contextOf(value.key);
      try {
        return { ...value, resealed: keyring.seal(keyring.open(value.sealed, context), context) };
      } catch {
        done.unreadable.push(value.key);
        return [];
      }
    });
    if (values.length > 0) done.resealed += await replaceSealed(db, column, values);
    if (page.length < VALUES_AT_ONCE) return done;
    after = page.at(-1)!.key;
  }
}
