import { type Keyring, sealContext } from '../keyring.js';
import type { Db } from './db.js';

const KNOWN = Buffer.from('posthorn');

/** Refuses keys that cannot open what this database holds. The first process to come seals a known value. */
export async function checkKeys(db: Db, keyring: Keyring): Promise<void> {
  await db.query(`insert into meta (key, value) values ('key-check', $1) on conflict (key) do nothing`, [
    keyring.seal(KNOWN, sealContext.keyCheck()),
  ]);
  if (await fitsKeys(db, keyring)) return;
  throw new Error(
    'ENCRYPTION_KEYS does not hold the key that this database was encrypted with. ' +
      'Start with the former key; to change keys, put the new one in front and keep the former one behind it.',
  );
}

/** Whether the keys open the known value; undefined while there is none. */
export async function fitsKeys(db: Db, keyring: Keyring): Promise<boolean | undefined> {
  const { rows } = await db.query<{ value: Buffer }>(`select value from meta where key = 'key-check'`);
  const [row] = rows;
  if (!row) return undefined;
  try {
    return keyring.open(row.value, sealContext.keyCheck()).equals(KNOWN);
  } catch {
    // Unknown name or wrong key: what to do is the same.
    return false;
  }
}
