import { resolve } from 'node:path';
import { workflowStart } from './contract/webhook.js';
import { type Env, presentVariables, readValues, variableName } from './settings/read.js';
import { findSlips } from './settings/slips.js';
import {
  TEMPORAL_VARIABLES,
  type TemporalSettings,
  readTemporalVariables,
} from './settings/temporal-variables.js';
import * as values from './settings/values.js';
import { VERSION } from './version.js';

/** One environment variable. `fallback` is the default, written as the variable would be. */
export interface Setting<T> {
  value: values.Value<T>;
  fallback: string | undefined;
  meaning: string;
  /** What stands in the docs where there is no plain default. */
  defaultNote?: string;
}

function setting<T>(value: values.Value<T>, fallback: string, meaning: string): Setting<T> {
  return { value, fallback, meaning };
}

function optional<T>(value: values.Value<T>, defaultNote: string, meaning: string): Setting<T | undefined> {
  return { value, fallback: undefined, meaning, defaultNote };
}

/** Every setting of Posthorn. The variable's name is the key in capitals: `deliveryTimeoutMs` is DELIVERY_TIMEOUT_MS. */
export const SETTINGS = {
  port: setting(values.port, '3000', 'Port of the API, the docs and the page; 0 takes a free one.'),
  host: setting(
    values.text,
    '127.0.0.1',
    'Address to listen on. Anything but loopback is reachable from other machines.',
  ),
  dataDir: setting(values.text, '.posthorn', 'Where `npm start` keeps its state, ports and generated keys.'),
  publicUrl: optional(
    values.url('http', 'https'),
    'http://HOST:PORT',
    'How users reach this instance; stands in links.',
  ),
  trustProxy: setting(
    values.trustedProxies,
    'false',
    'Reverse proxies in front: a number of hops, or their networks.',
  ),

  apiRateLimitPerSecond: setting(
    values.wholeNumber(0, 1_000_000),
    '0',
    'Calls a second that each API key may make, counted by each process for itself; 0: any number. Calls without a valid key are 60 a minute for each address, whatever this says.',
  ),

  acceptBufferBytes: setting(
    values.wholeNumber(1, 1_000_000_000_000),
    '67108864',
    'How many bytes of events each API process takes in at a time, each request counted with 16 KiB more; what is beyond is answered 429 with Retry-After.',
  ),
  maxQueueAgeSeconds: setting(
    values.wholeNumber(0, 1_000_000),
    '0',
    'Events are answered 429 with Retry-After while the workers are further behind than this; 0: never. Backlogs of webhooks that are held, slow or at their limits do not count. See scaling.md.',
  ),

  databaseUrl: optional(
    values.url('postgres', 'postgresql'),
    'embedded Postgres',
    'Postgres 14 or newer. ADMIN_API_KEY and ENCRYPTION_KEYS are then required.',
  ),
  databasePoolSize: setting(
    values.wholeNumber(2, 1_000),
    '20',
    'Connections to Postgres of each process, at most.',
  ),
  temporalAddress: optional(
    values.text,
    'embedded Temporal',
    'host:port of a Temporal server. ADMIN_API_KEY and ENCRYPTION_KEYS are then required.',
  ),
  temporalNamespace: setting(values.text, 'default', "Temporal's namespace."),
  temporalApiKey: optional(values.text, 'none', 'API key of Temporal Cloud.'),
  temporalTaskQueue: setting(values.text, 'posthorn', 'Task queue that API and workers share.'),
  temporalCliPath: optional(
    values.text,
    'found or downloaded',
    'The `temporal` binary for the embedded server.',
  ),
  temporalUiUrl: optional(
    values.url('http', 'https'),
    "the embedded server's UI",
    "Where the Temporal UI is, for a delivery's link to its workflow.",
  ),

  adminApiKey: optional(
    values.matching(/^[!-~]{16,255}$/, 'must be 16 to 255 printable characters without spaces'),
    'made at the first start',
    'The API key of the role admin.',
  ),
  encryptionKeys: optional(
    values.keyRing,
    'made at the first start',
    'Key ring for secrets at rest: name:key pairs, each key 32 bytes in base64. The first seals, all open.',
  ),

  allowHttp: optional(
    values.flag,
    'false',
    'Allow http:// receivers. On by default only where all is embedded and HOST is loopback.',
  ),
  allowedPrivateCidrs: optional(
    values.cidrs,
    'none',
    'Private networks where receivers may be. 127.0.0.0/8 and ::1/128 by default only where all is embedded and HOST is loopback; given, even empty, it replaces that.',
  ),
  dnsServers: setting(values.dnsServers, '', "Name servers for receivers' names; empty: the system's."),
  egressProxy: optional(
    values.url('http', 'https'),
    'none',
    'HTTP proxy (CONNECT) that every delivery goes through.',
  ),

  workflowStart: setting(
    values.oneOf(...workflowStart.options),
    'always',
    'When a delivery gets its workflow, for webhooks that name nothing: always, auto or on-failure. See scaling.md.',
  ),
  workflowRuntime: setting(
    values.oneOf(...values.WORKFLOW_RUNTIMES),
    'stock',
    "How a worker runs workflow code: stock; lean, without the SDK's guard against endless loops and its stack traces; or lean-inline, that in the main thread too. See scaling.md.",
  ),
  defaultRetryPolicy: setting(
    values.retryPolicy,
    '{}',
    'Retry policy of webhooks that name none: JSON, or "standard-webhooks".',
  ),
  deliveryTimeoutMs: setting(
    values.wholeNumber(1_000, 30_000),
    '5000',
    'From name look-up to the status line, for webhooks that name none.',
  ),
  successStatus: setting(
    values.oneOf('2xx', '200'),
    '2xx',
    'Which answers are a success, for webhooks that name none.',
  ),
  responseBodyBytes: setting(
    values.wholeNumber(0, 65_536),
    '16384',
    "How much of a receiver's answer is kept; 0: nothing.",
  ),
  autoDisable: setting(
    values.flag,
    'on',
    'Disable a webhook after 5 days without a success and at least 20 failed deliveries.',
  ),
  headerPrefix: setting(
    values.matching(/^[a-z][a-z0-9-]{0,31}$/, 'must be lower-case letters, digits and hyphens'),
    'webhook',
    'Prefix of the id, timestamp and signature headers.',
  ),
  userAgent: setting(
    values.matching(/^[ -~]{1,200}$/, 'must be 1 to 200 printable characters'),
    `Posthorn/${VERSION}`,
    'The user-agent header of deliveries.',
  ),

  retentionDays: setting(
    values.wholeNumber(31, 3_650),
    '90',
    'How long events, deliveries and attempts are kept.',
  ),
  payloadRetentionDays: setting(values.wholeNumber(1, 3_650), '30', "How long events' payloads are kept."),
  eventTypesFile: optional(
    values.text,
    'none',
    'JSON file of event types that replaces the built-in ones; its format is at the end of event-types.md.',
  ),
  operationsWebhookUrl: optional(
    values.url('http', 'https'),
    'none',
    'Where the events about Posthorn itself are sent, of every workspace.',
  ),

  portalOrigins: setting(
    values.origins,
    '',
    'Sites whose pages may embed this one, where portal links are opened in a frame: origins, comma-separated. PUBLIC_URL must then be https.',
  ),
  brandName: optional(
    values.matching(/^[^\p{C}]{1,60}$/u, 'must be 1 to 60 printable characters'),
    'Posthorn',
    'What the page calls itself.',
  ),
  brandColor: optional(
    values.matching(/^#([0-9a-f]{3}|[0-9a-f]{6})$/i, 'must be a colour such as #3b5bdb'),
    "the page's own",
    "The page's accent colour.",
  ),
  brandLogoFile: optional(
    values.matching(
      /\.(svg|png|jpe?g|webp|gif|ico)$/i,
      'must be the path of an SVG, PNG, JPEG, WebP, GIF or ICO file',
    ),
    "the page's own",
    "The page's logo.",
  ),

  logLevel: setting(
    values.oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'),
    'info',
    'What is logged, as JSON lines on the standard output.',
  ),
  metricsPort: optional(
    values.port,
    'none',
    'Port of /metrics, /livez and /readyz in `posthorn worker`; the API serves its own.',
  ),
  metricsHost: setting(values.text, '127.0.0.1', 'Address that METRICS_PORT listens on.'),
} satisfies Record<string, Setting<unknown>>;

type ValueOf<S> = S extends Setting<infer T> ? T : never;
type Given = { [K in keyof typeof SETTINGS]: ValueOf<(typeof SETTINGS)[K]> };

/** What the environment says. Settings without a default may be undefined: `npm start` makes up for them. */
export interface Settings extends Given {
  temporalTls: TemporalSettings['tls'];
  temporalMetadata: Record<string, string>;
}

/** Everything a process needs to know, complete. */
export interface Config extends Settings {
  databaseUrl: string;
  temporalAddress: string;
  adminApiKey: string;
  encryptionKeys: { name: string; key: Buffer }[];
  publicUrl: string;
  allowHttp: boolean;
  allowedPrivateCidrs: string[];
  /** Our own listening addresses: never a webhook's target. */
  ownAddresses: { host: string; port: number }[];
}

/** Every bad value at once. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: string[];

  constructor(problems: string[]) {
    super(`The configuration is not usable:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

/** Reads and checks the environment; throws a ConfigError that lists everything wrong with it. */
export function readSettings(env: Env): Settings {
  const given = presentVariables(env);
  const problems = findSlips(Object.keys(given), variableNames()).map(
    (slip) => `${slip.given} is not a setting; ${slip.meant} is most likely meant.`,
  );
  const values = readValues(SETTINGS, given, problems);
  const temporal = readTemporalVariables(given, problems);
  if (problems.length > 0) throw new ConfigError(problems);
  return {
    ...values,
    dataDir: resolve(values.dataDir),
    temporalAddress: temporal.address,
    temporalNamespace: temporal.namespace ?? values.temporalNamespace,
    temporalApiKey: temporal.apiKey,
    temporalTls: temporal.tls,
    temporalMetadata: temporal.metadata,
  };
}

function variableNames(): string[] {
  return [...Object.keys(SETTINGS).map(variableName), ...Object.keys(TEMPORAL_VARIABLES)];
}
