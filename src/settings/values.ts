import { Resolver } from 'node:dns';
import { BlockList, isIP } from 'node:net';
import { z } from 'zod';
import { type RetryPolicyInput, retryPolicyInput } from '../contract/retry-policy.js';

/** How the text of an environment variable becomes a value. Messages complete the sentence "NAME …". */
export type Value<T> = z.ZodType<T, string>;

function value<T>(convert: (text: string) => T | undefined, message: string): Value<T> {
  return z.string().transform((text, check) => {
    const result = convert(text);
    if (result !== undefined) return result;
    check.addIssue({ code: 'custom', message });
    return z.NEVER;
  });
}

export const text: Value<string> = z.string();

export function matching(pattern: RegExp, message: string): Value<string> {
  return value((given) => (pattern.test(given) ? given : undefined), message);
}

export function wholeNumber(min: number, max: number): Value<number> {
  return value((given) => {
    const number = /^\d{1,15}$/.test(given) ? Number(given) : NaN;
    return number >= min && number <= max ? number : undefined;
  }, `must be a whole number from ${min} to ${max}`);
}

export const port: Value<number> = wholeNumber(0, 65_535);

const BOOLEANS: Record<string, boolean> = {
  true: true,
  '1': true,
  on: true,
  yes: true,
  false: false,
  '0': false,
  off: false,
  no: false,
};

export const flag: Value<boolean> = value(
  (given) => BOOLEANS[given.toLowerCase()],
  'must be on or off (true and false do too)',
);

export function oneOf<const T extends string>(...names: readonly T[]): Value<T> {
  return value((given) => names.find((name) => name === given), `must be one of ${names.join(', ')}`);
}

export const WORKFLOW_RUNTIMES = ['stock', 'lean', 'lean-inline'] as const;
export type WorkflowRuntime = (typeof WORKFLOW_RUNTIMES)[number];

export function url(...schemes: readonly string[]): Value<string> {
  return value(
    (given) =>
      URL.canParse(given) && schemes.includes(new URL(given).protocol.slice(0, -1)) ? given : undefined,
    `must be a URL that starts with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`,
  );
}

function list(isValid: (item: string) => boolean, message: string): Value<string[]> {
  return value((given) => {
    const items = given
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '');
    return items.every(isValid) ? items : undefined;
  }, message);
}

export const cidrs = list(
  isCidr,
  'must be a comma-separated list of networks such as 10.0.0.0/8 or fd00::/8',
);

export const origins = list(
  isOrigin,
  'must be a comma-separated list of origins such as https://app.example.com, without path or final slash',
);

export const dnsServers = list(
  isDnsServer,
  'must be a comma-separated list of IP addresses, each with an optional :port',
);

/** Express' `trust proxy`: none, a number of hops, or the proxies' networks. */
export const trustedProxies: Value<false | number | string[]> = value((given) => {
  if (BOOLEANS[given.toLowerCase()] === false) return false;
  if (/^\d{1,2}$/.test(given)) return Number(given);
  const networks = given.split(',').map((item) => item.trim());
  return networks.every(
    (item) => ['loopback', 'linklocal', 'uniquelocal'].includes(item) || isIP(item) !== 0 || isCidr(item),
  )
    ? networks
    : undefined;
}, 'must be false, a number of proxies, or a comma-separated list of their networks');

export const retryPolicy: Value<RetryPolicyInput> = value((given) => {
  try {
    return retryPolicyInput.parse(given.trimStart().startsWith('{') ? JSON.parse(given) : given);
  } catch {
    return undefined;
  }
}, 'must be "standard-webhooks" or a retry policy in JSON, such as {"maximumAttempts":5} or {"delaysSeconds":[60,120]}');

/** `name:key,…`, the key 32 bytes in base64 or hex. */
export const keyRing: Value<{ name: string; key: Buffer }[]> = value((given) => {
  const ring = given.split(',').map((entry) => {
    const [, name = '', encoded = ''] = /^\s*([A-Za-z0-9_-]{1,64}):(\S+?)\s*$/.exec(entry) ?? [];
    return { name, key: Buffer.from(encoded, /^[0-9a-f]{64}$/i.test(encoded) ? 'hex' : 'base64') };
  });
  const names = new Set(ring.map((entry) => entry.name));
  return names.size === ring.length && ring.every(({ name, key }) => name !== '' && key.length === 32)
    ? ring
    : undefined;
}, 'must be name:key pairs, comma-separated, each key 32 bytes in base64 (make one with: openssl rand -base64 32); the first one seals, all open');

function isCidr(item: string): boolean {
  const [address = '', prefix = '', ...rest] = item.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0 || !/^\d{1,3}$/.test(prefix)) return false;
  try {
    new BlockList().addSubnet(address, Number(prefix), family === 6 ? 'ipv6' : 'ipv4');
    return true;
  } catch {
    return false;
  }
}

function isOrigin(item: string): boolean {
  return /^https?:/.test(item) && URL.canParse(item) && new URL(item).origin === item;
}

function isDnsServer(item: string): boolean {
  try {
    new Resolver().setServers([item]);
    return true;
  } catch {
    return false;
  }
}
