import { type Keyring, sealContext } from '../keyring.js';
import type { Db } from './db.js';

const KNOWN = Buffer.from('posthorn');

/** Refuses keys that cannot open what this database holds. The first process to come seals a known value. */
export async function checkKeys(db: Db, keyring: Keyring): Promise<void> {
  const context = sealContext.keyCheck();
  await db.query(`insert into meta (key, value) values ('key-check', $1) on conflict (key) do nothing`, [
    keyring.seal(KNOWN, context),
  ]);
  const { rows } = await db.query<{ value: Buffer }>(`select value from meta where key = 'key-check'`);
  try {
    if (rows[0] && keyring.open(rows[0].value, context).equals(KNOWN)) return;
  } catch {
    // Unknown name or wrong key: the same sentence below tells what to do.
  }
  throw new Error(
    'ENCRYPTION_KEYS does not hold the key that this database was encrypted with. ' +
      'Start with the former key; to change keys, put the new one in front and keep the former one behind it.',
  );
}
