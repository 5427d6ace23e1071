import type { TestProject } from 'vitest/node';
import { ensureTemplate } from './database.js';
import { startServers } from './servers.js';

declare module 'vitest' {
  interface ProvidedContext {
    databaseServerUrl: string;
    templateDatabase: string;
    temporalAddress: string;
  }
}

/** Postgres and Temporal for the whole run: the running ones that the environment names, else our embedded ones. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const servers = await startServers(process.env);
  project.provide('databaseServerUrl', servers.databaseServerUrl);
  project.provide('temporalAddress', servers.temporalAddress);
  project.provide('templateDatabase', await ensureTemplate(servers.databaseServerUrl));
  return servers.stop;
}
