import { Command } from 'commander';
import { loadConfig } from '../complete-config.js';
import { createLogger } from '../logger.js';
import { startProcess } from '../process.js';
import { runUntilSignal } from './run-until-signal.js';

export const apiCommand = new Command('api')
  .description('serve the API and the page; needs DATABASE_URL and TEMPORAL_ADDRESS')
  .action(async () => {
    const config = loadConfig(process.env);
    const logger = createLogger(config);
    await runUntilSignal(logger, () => startProcess(config, logger, { api: true, worker: false }));
  });
