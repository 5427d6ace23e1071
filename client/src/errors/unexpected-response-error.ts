import { PosthornError } from './posthorn-error.js';

/** An answer that is not Posthorn's: mostly a `baseUrl` that leads elsewhere. */
export class UnexpectedResponseError extends PosthornError {
  override name = 'UnexpectedResponseError';
  readonly status: number;

  constructor(call: string, origin: string, status: number) {
    // Browsers hide a redirect's status: 0.
    const redirect = status === 0 || (status >= 300 && status < 400);
    const what = redirect ? 'with a redirect, which is not followed' : 'but not with JSON';
    super(`${call} was answered ${status} by ${origin}, ${what}: is baseUrl the address of Posthorn itself?`);
    this.status = status;
  }
}
