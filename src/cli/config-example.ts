import { Command } from 'commander';
import { envExample, settingsTable } from '../settings/describe.js';

export const configExampleCommand = new Command('config-example')
  .description('print every setting with its default and meaning, as an .env file')
  .option('--markdown', 'as a table for the docs')
  .action(({ markdown }: { markdown?: boolean }) => {
    process.stdout.write(markdown ? settingsTable() : envExample());
  });
