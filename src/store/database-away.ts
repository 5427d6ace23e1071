/** It hangs: an answer did not come in time. */
export class DatabaseTimeoutError extends Error {
  override readonly name = 'DatabaseTimeoutError';

  constructor() {
    super('The database did not answer in time.');
  }
}

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
  /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|Query read timeout)/;

/** Of a connection that broke under a statement. */
const LOST = /^(ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT|08006|08007)$/;

/** Whether a statement was on its way when the connection broke, so that what became of it is not known. */
export function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return LOST.test(code) || /^(Connection terminated unexpectedly|Query read timeout)/.test(error.message);
}

/** Whether the failure is the database's absence, or a conflict that a repetition gets past, rather than a mistake. */
export function isDatabaseAway(error: unknown): boolean {
  if (error instanceof DatabaseTimeoutError) return true;
  if (error instanceof AggregateError) return error.errors.some(isDatabaseAway);
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return SOCKET_CODES.has(code) || SQL_STATE.test(code) || MESSAGE.test(error.message);
}
