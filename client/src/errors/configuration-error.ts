import { PosthornError } from './posthorn-error.js';

/** The client cannot be made as told. */
export class ConfigurationError extends PosthornError {
  override name = 'ConfigurationError';
}
