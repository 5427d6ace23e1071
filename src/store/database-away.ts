/** Of a socket that cannot be opened, or broke. */
const SOCKET_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
]);

/**
 * SQLSTATEs of a server that cannot work now: connection exceptions (08), no more connections or memory (53), shutdown
 * and start-up (57P), read-only during a failover, and locks or conflicts that a repetition gets past.
 */
const SQL_STATE = /^(08|53|57P)|^(25006|40001|40P01|55P03|57014)$/;

/** pg and pg-pool name these by their message only. */
const MESSAGE =
  /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|Query read timeout|The database took too long)/;

/** Whether the failure is the database's absence rather than a mistake of ours: the transaction did not commit. */
export function isDatabaseAway(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isDatabaseAway);
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return SOCKET_CODES.has(code) || SQL_STATE.test(code) || MESSAGE.test(error.message);
}
