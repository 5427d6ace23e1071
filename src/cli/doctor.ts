import { Command } from 'commander';
import { createPool } from '../store/db.js';
import { createTemporalClient } from '../temporal-client.js';
import { allChecks } from './doctor/all-checks.js';
import { runChecks } from './doctor/check.js';
import { explainError } from './explain-error.js';
import { runningConfig } from './running-config.js';

export const doctorCommand = new Command('doctor')
  .description('look at all that a running instance needs, and say what to do; changes nothing')
  .action(async () => {
    const config = runningConfig(process.env);
    const pool = createPool({
      connectionString: config.databaseUrl,
      max: 2,
      onError: () => undefined,
    });
    const temporal = createTemporalClient(config);
    try {
      const checks = allChecks({ pool, temporal }, config);
      const isWell = await runChecks(checks, (line) => console.log(line), explainError);
      if (!isWell) process.exitCode = 1;
    } finally {
      await Promise.allSettled([pool.end(), temporal.connection.close()]);
    }
  });
