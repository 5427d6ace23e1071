import { Command } from 'commander';
import { loadConfig } from '../complete-config.js';
import { createLogger } from '../logger.js';
import { startProcess } from '../process.js';
import { runUntilSignal } from './run-until-signal.js';

export const workerCommand = new Command('worker')
  .description('send deliveries; needs DATABASE_URL and TEMPORAL_ADDRESS')
  .action(async () => {
    const config = loadConfig(process.env);
    const logger = createLogger(config);
    await runUntilSignal(logger, () => startProcess(config, logger, { api: false, worker: true }));
  });
