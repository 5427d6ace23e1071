const PROGRAMMING_ERRORS = [TypeError, ReferenceError, RangeError, SyntaxError];

/** What is printed when a command cannot go on: a sentence for what the caller can change, the stack for our own faults. */
export function explainError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (PROGRAMMING_ERRORS.some((type) => error instanceof type)) return error.stack ?? error.message;
  if (error instanceof AggregateError) return explainError(error.errors[0]);
  const { code, address, port } = error as NodeJS.ErrnoException & { address?: string; port?: number };
  switch (code) {
    case 'ECONNREFUSED':
      return `Nothing answers at ${address}:${port}. Start what should listen there, or correct its address.`;
    case 'EADDRINUSE':
      return `Port ${port} is in use. Stop what listens there, or choose another one.`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `${error.message}. Correct the name in DATABASE_URL or TEMPORAL_ADDRESS.`;
    case '28P01':
    case '28000':
    case '3D000':
      return `Postgres refuses the connection: ${error.message}. Correct DATABASE_URL.`;
    case '42P01':
      return 'The database has no tables yet. Run: posthorn migrate';
    default:
      return error.message;
  }
}
