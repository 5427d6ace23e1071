import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { NativeConnectionOptions } from '@temporalio/worker';

/** Temporal's standard environment configuration, beyond address, namespace and API key. */
export const TEMPORAL_VARIABLES = {
  TEMPORAL_TLS:
    'Connect to Temporal over TLS. On as soon as an API key or one of the variables below is set.',
  TEMPORAL_TLS_CLIENT_CERT_PATH: 'File of the client certificate (PEM).',
  TEMPORAL_TLS_CLIENT_CERT_DATA: 'The client certificate itself (PEM).',
  TEMPORAL_TLS_CLIENT_KEY_PATH: "File of the client certificate's key (PEM).",
  TEMPORAL_TLS_CLIENT_KEY_DATA: "The client certificate's key itself (PEM).",
  TEMPORAL_TLS_SERVER_CA_CERT_PATH: "File of the CA that signed the server's certificate (PEM).",
  TEMPORAL_TLS_SERVER_CA_CERT_DATA: 'That CA itself (PEM).',
  TEMPORAL_TLS_SERVER_NAME: "The name to expect in the server's certificate.",
  TEMPORAL_CONFIG_FILE: "Temporal's own configuration file (TOML); read only when this is set.",
  TEMPORAL_PROFILE: 'The profile of that file to use.',
} as const;

export interface TemporalSettings {
  address: string | undefined;
  namespace: string | undefined;
  apiKey: string | undefined;
  tls: NonNullable<NativeConnectionOptions['tls']> | undefined;
  metadata: Record<string, string>;
}

/** Reads them by Temporal's own rules; a certificate that cannot be read, or the like, is added to `problems`. */
export function readTemporalVariables(given: Record<string, string>, problems: string[]): TemporalSettings {
  try {
    const { connectionOptions, namespace } = loadClientConnectConfig({
      disableFile: given['TEMPORAL_CONFIG_FILE'] === undefined,
      overrideEnvVars: given,
    });
    const { address, apiKey, tls, metadata } = connectionOptions;
    return {
      address,
      namespace,
      apiKey: typeof apiKey === 'string' ? apiKey : undefined,
      tls: tls ?? undefined,
      metadata: Object.fromEntries(
        Object.entries(metadata ?? {}).map(([name, value]) => [name, String(value)]),
      ),
    };
  } catch (error) {
    problems.push(`Temporal's TEMPORAL_… variables are not usable: ${(error as Error).message}.`);
    return { address: undefined, namespace: undefined, apiKey: undefined, tls: undefined, metadata: {} };
  }
}
