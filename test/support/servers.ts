export interface TestServers {
  databaseServerUrl: string;
  temporalAddress: string;
  stop(): Promise<void>;
}

/** POSTHORN_TEST_DATABASE_URL and POSTHORN_TEST_TEMPORAL_ADDRESS name running servers to use; what is missing is started. */
export async function startServers(env: NodeJS.ProcessEnv): Promise<TestServers> {
  const databaseServerUrl = env['POSTHORN_TEST_DATABASE_URL'];
  const temporalAddress = env['POSTHORN_TEST_TEMPORAL_ADDRESS'];
  if (!databaseServerUrl || !temporalAddress) throw new Error('not yet');
  return { databaseServerUrl, temporalAddress, stop: async () => undefined };
}
