import { type Config, ConfigError, SETTINGS, type Settings, readSettings } from './config.js';
import { type Env, variableName } from './settings/read.js';

/** The configuration of a process that is given its stores: `posthorn api`, `posthorn worker`. */
export function loadConfig(env: Env): Config {
  return completeConfig(readSettings(env));
}

/** What `npm start` knows beyond the environment: the stores it embeds, and the keys it made. */
export interface Embedded {
  databaseUrl?: string | undefined;
  temporalAddress?: string | undefined;
  temporalUiUrl?: string | undefined;
  adminApiKey?: string | undefined;
  encryptionKeys?: { name: string; key: Buffer }[] | undefined;
  ownAddresses?: { host: string; port: number }[];
}

export function completeConfig(settings: Settings, embedded: Embedded = {}): Config {
  const problems: string[] = [];
  const need = <K extends 'databaseUrl' | 'temporalAddress' | 'adminApiKey' | 'encryptionKeys'>(key: K) => {
    const value = settings[key] ?? embedded[key];
    if (value === undefined) problems.push(`${variableName(key)} must be set. ${SETTINGS[key].meaning}`);
    return value as NonNullable<Settings[K]>;
  };
  // Receivers on this very machine: for trying Posthorn out, where nobody else can reach it.
  const isPrivateTrial =
    embedded.databaseUrl !== undefined && embedded.temporalAddress !== undefined && isLoopback(settings.host);
  const config: Config = {
    ...settings,
    databaseUrl: need('databaseUrl'),
    temporalAddress: need('temporalAddress'),
    temporalUiUrl: settings.temporalUiUrl ?? embedded.temporalUiUrl,
    adminApiKey: need('adminApiKey'),
    encryptionKeys: need('encryptionKeys'),
    publicUrl: (settings.publicUrl ?? urlOf(settings)).replace(/\/+$/, ''),
    allowHttp: settings.allowHttp ?? isPrivateTrial,
    allowedPrivateCidrs: settings.allowedPrivateCidrs ?? (isPrivateTrial ? LOOPBACK_CIDRS : []),
    ownAddresses: [
      { host: settings.host, port: settings.port },
      ...(settings.metricsPort === undefined
        ? []
        : [{ host: settings.metricsHost, port: settings.metricsPort }]),
      ...(embedded.ownAddresses ?? []),
    ],
  };
  if (config.portalOrigins.length > 0 && !isSecure(config.publicUrl))
    problems.push(
      'PORTAL_ORIGINS needs a PUBLIC_URL that is https: browsers give no session to a frame without it.',
    );
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

const LOOPBACK_CIDRS = ['127.0.0.0/8', '::1/128'];

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** Whether browsers take it for such: the own machine needs no TLS. */
function isSecure(publicUrl: string): boolean {
  const { protocol, hostname } = new URL(publicUrl);
  return protocol === 'https:' || isLoopback(hostname.replace(/^\[|\]$/g, ''));
}

function urlOf({ host, port }: { host: string; port: number }): string {
  if (host === '0.0.0.0' || host === '::') return `http://localhost:${port}`;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
