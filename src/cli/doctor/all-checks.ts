import type { Client } from '@temporalio/client';
import type pg from 'pg';
import type { Config } from '../../config.js';
import type { Check } from './check.js';
import { databaseChecks } from './database-checks.js';
import { dnsCheck } from './dns-check.js';
import { limitChecks } from './limit-checks.js';
import { temporalChecks } from './temporal-checks.js';

/** In the order in which they are to be put right; what holds deliveries up comes last. */
export function allChecks(stores: { pool: pg.Pool; temporal: Client }, config: Config): Check[] {
  const database = databaseChecks(stores.pool, config);
  const temporal = temporalChecks(stores.temporal, config);
  const limits = limitChecks(stores, config, {
    database: named(database, 'Migrations'),
    namespace: named(temporal, 'Namespace'),
  });
  return [...database, ...temporal, dnsCheck(config), ...limits];
}

function named(checks: readonly Check[], name: string): Check {
  const check = checks.find((one) => one.name === name);
  if (!check) throw new Error(`There is no check ${name}.`);
  return check;
}
