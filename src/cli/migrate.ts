import { Command } from 'commander';
import { readSettings } from '../config.js';
import { StartError } from '../embedded/start-error.js';
import { migrate } from '../store/migrate.js';

export const migrateCommand = new Command('migrate')
  .description("bring the database of DATABASE_URL up to this version's schema")
  .action(async () => {
    const { databaseUrl } = readSettings(process.env);
    if (databaseUrl === undefined)
      throw new StartError('DATABASE_URL must be set. It names the database to migrate.');
    const { applied } = await migrate(databaseUrl);
    console.log(applied.length === 0 ? 'The schema is up to date.' : `Applied ${applied.join(', ')}.`);
  });
