import type pg from 'pg';
import type { Config } from '../../config.js';
import { Keyring } from '../../keyring.js';
import { fitsKeys } from '../../store/key-check.js';
import { findMigrations } from '../../store/migrate.js';
import {
  countDaysAhead,
  countLiveWorkers,
  readClock,
  readServerVersion,
} from '../../store/read-installation.js';
import { listKeyNames, SEALED_COLUMNS } from '../../store/sealed-columns.js';
import { explainError } from '../explain-error.js';
import { type Check, fine, wrong } from './check.js';

const OLDEST_POSTGRES = 14;
const MAX_CLOCK_DIFFERENCE_MS = 5_000;
const MIN_DAYS_AHEAD = 2;

export function databaseChecks(pool: pg.Pool, { databaseUrl, encryptionKeys }: Config): Check[] {
  const { host } = new URL(databaseUrl);

  const postgres: Check = {
    name: 'Postgres',
    look: async () => {
      try {
        const { number, text } = await readServerVersion(pool);
        return number >= OLDEST_POSTGRES * 10_000
          ? fine(`${text} at ${host}`)
          : wrong(`${text} at ${host} is too old`, `Upgrade it to ${OLDEST_POSTGRES} or newer.`);
      } catch (error) {
        return wrong(`${host} does not let us in`, explainError(error));
      }
    },
  };

  const migrations: Check = {
    name: 'Migrations',
    needs: postgres,
    look: async () => {
      const { missing, unknown } = await findMigrations(pool);
      if (unknown.length > 0)
        return wrong(`the database is newer (${unknown.join(', ')})`, 'Run the newer version of Posthorn.');
      return missing.length === 0
        ? fine('the schema is of this version')
        : wrong(`${missing.join(', ')} not applied`, 'Run: posthorn migrate');
    },
  };

  const keys: Check = {
    name: 'Encryption keys',
    needs: migrations,
    look: async () => {
      const fit = await fitsKeys(pool, new Keyring(encryptionKeys));
      if (fit === false) {
        return wrong(
          'ENCRYPTION_KEYS cannot open what this database holds',
          'Put the key that it was encrypted with behind the present one.',
        );
      }
      const known = new Set(encryptionKeys.map(({ name }) => name));
      const used = await Promise.all(SEALED_COLUMNS.map((column) => listKeyNames(pool, column)));
      const lost = [...new Set(used.flat())].filter((name) => !known.has(name));
      return lost.length === 0
        ? fine(fit === undefined ? 'nothing is encrypted yet' : `they open all that is encrypted`)
        : wrong(
            `values are sealed with ${lost.join(', ')}, which ENCRYPTION_KEYS lacks`,
            'Add it again at the end, then run: posthorn reencrypt',
          );
    },
  };

  const worker: Check = {
    name: 'Worker',
    needs: migrations,
    look: async () => {
      const live = await countLiveWorkers(pool);
      return live > 0
        ? fine(`${live} alive`)
        : wrong('none has given a sign of life for 10 s', 'Start one: posthorn worker');
    },
  };

  const clock: Check = {
    name: 'Clock',
    needs: postgres,
    look: async () => {
      const before = Date.now();
      const theirs = (await readClock(pool)).getTime();
      const difference = Math.round(theirs - (before + Date.now()) / 2);
      const words = `${(Math.abs(difference) / 1000).toFixed(1)} s from that of the database`;
      return Math.abs(difference) <= MAX_CLOCK_DIFFERENCE_MS
        ? fine(words)
        : wrong(
            words,
            'Let both machines take their time from NTP: receivers refuse signatures with a wrong time.',
          );
    },
  };

  const partitions: Check = {
    name: 'Partitions',
    needs: migrations,
    look: async () => {
      const days = await countDaysAhead(pool);
      return days >= MIN_DAYS_AHEAD
        ? fine(`made for the next ${days} days`)
        : wrong(
            days < 0 ? 'none for today: events cannot be accepted' : `made for the next ${days} days only`,
            'Run: posthorn migrate; then see why no worker makes them (Worker, above).',
          );
    },
  };

  return [postgres, migrations, keys, worker, clock, partitions];
}
