import { Command } from 'commander';
import { Keyring } from '../keyring.js';
import { createPool } from '../store/db.js';
import { checkKeys } from '../store/key-check.js';
import { reencrypt } from '../store/reencrypt.js';
import { runningConfig } from './running-config.js';

export const reencryptCommand = new Command('reencrypt')
  .description(
    'seal everything at rest with the first key of ENCRYPTION_KEYS; safe while all runs, and to repeat',
  )
  .action(async () => {
    const { databaseUrl, encryptionKeys } = runningConfig(process.env);
    const pool = createPool({ connectionString: databaseUrl, max: 2, onError: () => undefined });
    try {
      const keyring = new Keyring(encryptionKeys);
      await checkKeys(pool, keyring);
      let unreadable = 0;
      for await (const done of reencrypt(pool, keyring)) {
        unreadable += done.unreadable.length;
        console.log(`${done.column}: ${done.resealed} values sealed with ${keyring.sealingName}`);
        for (const key of done.unreadable)
          console.log(`${done.column}: ${key.join(' ')} cannot be opened with these keys; left as it is`);
      }
      if (unreadable > 0) process.exitCode = 1;
    } finally {
      await pool.end();
    }
  });
