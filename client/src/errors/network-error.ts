import { PosthornError } from './posthorn-error.js';

/** No answer came: unknown host, refused, reset, TLS. `cause` is what fetch threw. */
export class NetworkError extends PosthornError {
  override name = 'NetworkError';

  constructor(call: string, origin: string, cause: unknown) {
    super(`${call} got no answer from ${origin}${reasonOf(cause)}`, { cause });
  }
}

/** fetch hides the reason one level down; only its code is repeated, since its words may hold a header. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause && typeof cause === 'object' && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' ? ` (${code})` : '';
}
