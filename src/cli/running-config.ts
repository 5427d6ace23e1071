import { completeConfig } from '../complete-config.js';
import { type Config, readSettings } from '../config.js';
import { findStores } from '../embedded/find-stores.js';

/** The configuration of an instance that is there already: of the environment, or of `npm start` in DATA_DIR. */
export function runningConfig(env: NodeJS.ProcessEnv): Config {
  const settings = readSettings(env);
  return completeConfig(settings, findStores(settings));
}
