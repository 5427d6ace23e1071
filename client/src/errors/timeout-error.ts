import { PosthornError } from './posthorn-error.js';

/** No whole answer within `timeoutMs`. What was asked may have been done all the same; repeating an emit is safe. */
export class TimeoutError extends PosthornError {
  override name = 'TimeoutError';

  constructor(call: string, origin: string, timeoutMs: number) {
    super(`${call} got no whole answer from ${origin} within ${timeoutMs} ms`);
  }
}
