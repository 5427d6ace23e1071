/** The base of every error that this package throws. None carries the API key, a secret or a payload. */
export class PosthornError extends Error {
  override name = 'PosthornError';
}
