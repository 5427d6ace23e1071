import pg from 'pg';
import { isConnectionLost } from './database-away.js';

/** What a query needs: the pool, or a client inside a transaction. */
export type Db = Pick<pg.PoolClient, 'query'>;

// Timestamps come back as Date; bigint counts fit a number.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

export function createPool(options: {
  connectionString: string;
  max: number;
  onError: (error: Error) => void;
  /** Each named statement is planned once for a connection, whatever its values: for those that look rows up by key. */
  planOnce?: boolean;
}): pg.Pool {
  const pool = new pg.Pool({
    connectionString: options.connectionString,
    max: options.max,
    connectionTimeoutMillis: 2_000,
    // A connection whose other end is gone without a word: else the query on it waits for as long as TCP does.
    query_timeout: 30_000,
    application_name: 'posthorn',
    // A named statement whose plan was made while a table was empty would scan it for ever after.
    options: `-c enable_seqscan=off${options.planOnce ? ' -c plan_cache_mode=force_generic_plan' : ''}`,
  });
  // An idle connection that breaks must not end the process; the next query opens another.
  pool.on('error', options.onError);
  // Nor must one that breaks between two statements of a transaction, where no query is there to be told.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** The connection broke while a write was on its way: whether it was committed is not known. */
export class CommitUnknownError extends Error {
  override readonly name = 'CommitUnknownError';

  constructor(cause: unknown) {
    super('The connection broke before the commit was confirmed.', { cause });
  }
}

export async function inTransaction<T>(pool: pg.Pool, work: (db: Db) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit').catch((error: unknown) => {
      throw isConnectionLost(error) ? new CommitUnknownError(error) : error;
    });
    return result;
  } catch (error) {
    try {
      await client.query('rollback');
    } catch (rollbackError) {
      broken = rollbackError as Error;
    }
    throw error;
  } finally {
    client.release(broken);
  }
}
