import { allowedLoopback, isAllowedAddress } from './addresses.js';
import type { AddressPolicy } from './addresses.js';
import { OTHER_PROTOCOLS, SPECIAL_SUFFIXES } from './denied-hosts.js';
import { EgressError } from './egress-error.js';
import type { FailureCode } from './failures.js';
import { allowedAddresses } from './guard.js';
import { hostLiteral, portOf } from './host.js';
import type { HostResolver } from './resolve.js';

/** Where webhooks may be sent, as the operator configured it. */
export interface EgressPolicy extends AddressPolicy {
  allowHttp: boolean;
  /** Name servers (`address` or `address:port`); empty: those of the system. */
  dnsServers: readonly string[];
  /** With a proxy names are looked up, and their addresses filtered, by the proxy alone. */
  egressProxy?: string;
}

/** Structural, so that only config.ts knows the whole configuration. */
export function egressPolicy(config: {
  allowHttp: boolean;
  allowedPrivateCidrs: readonly string[];
  ownAddresses: readonly { host: string; port: number }[];
  dnsServers: readonly string[];
  egressProxy?: string | null | undefined;
}): EgressPolicy {
  const { allowHttp, allowedPrivateCidrs, ownAddresses, dnsServers, egressProxy } = config;
  return {
    allowHttp,
    allowedPrivateCidrs,
    ownAddresses,
    dnsServers,
    ...(egressProxy ? { egressProxy } : {}),
  };
}

export type UrlCheck = { ok: true; url: URL } | { ok: false; code: FailureCode; message: string };

const MAX_URL_LENGTH = 2_048;
/** How long saving a webhook waits for its host's name servers. */
const SAVE_LOOKUP_MS = 3_000;

const LABEL = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/;

/** Checks all of a webhook's URL that can be checked without asking the DNS. The URL's host has no trailing dot. */
export function checkWebhookUrl(raw: string, policy: EgressPolicy): UrlCheck {
  if (raw.length > MAX_URL_LENGTH) return invalid(`The URL has more than ${MAX_URL_LENGTH} characters`);
  if (/[\p{C}\p{Z}\\]/u.test(raw))
    return invalid('The URL contains a space, a control character or a backslash');
  if (!/^[a-z][a-z0-9+.-]*:\/\/[^/]/i.test(raw))
    return invalid('The URL must be absolute: https://host/path');
  if (!URL.canParse(raw)) return invalid('The URL cannot be read: check its host and port');
  const url = new URL(raw);
  return checkScheme(url, policy) ?? checkParts(url, raw) ?? checkHost(url, policy) ?? { ok: true, url };
}

export type TargetCheck = Exclude<UrlCheck, { ok: true }> | { ok: true; url: URL; warning?: 'unresolvable' };

/**
 * What saving a webhook asks: the URL, and where its name leads today. A name without an answer is accepted, with a
 * warning: it may exist tomorrow, and every attempt looks again.
 */
export async function checkWebhookTarget(
  raw: string,
  policy: EgressPolicy,
  resolver: HostResolver,
): Promise<TargetCheck> {
  const checked = checkWebhookUrl(raw, policy);
  if (!checked.ok || policy.egressProxy !== undefined) return checked;
  try {
    await allowedAddresses(checked.url, policy, resolver, AbortSignal.timeout(SAVE_LOOKUP_MS));
    return checked;
  } catch (error) {
    if (error instanceof EgressError && error.code === 'blocked-address') {
      return { ok: false, code: error.code, message: error.message };
    }
    return { ok: true, url: checked.url, warning: 'unresolvable' };
  }
}

function checkScheme(url: URL, policy: EgressPolicy): UrlCheck | undefined {
  if (url.protocol === 'https:' || (url.protocol === 'http:' && policy.allowHttp)) return undefined;
  return invalid(policy.allowHttp ? 'The URL must be https or http' : 'The URL must be https');
}

function checkParts(url: URL, raw: string): UrlCheck | undefined {
  const authority = raw.split('://')[1]!.split(/[/?#]/)[0]!;
  if (authority.includes('@')) return invalid('The URL must not contain a user name or password');
  if (raw.includes('#')) return invalid('The URL must not contain a fragment (#…)');
  if (url.port === '0') return invalid('Port 0 cannot be connected to');
  if (OTHER_PROTOCOLS.has(portOf(url)))
    return invalid(`Port ${url.port} belongs to another protocol than http`);
  return undefined;
}

function checkHost(url: URL, policy: EgressPolicy): UrlCheck | undefined {
  const literal = hostLiteral(url);
  if (literal !== undefined) return isAllowedAddress(literal, portOf(url), policy) ? undefined : blocked();
  if (url.hostname.endsWith('.')) url.hostname = url.hostname.slice(0, -1);
  const host = url.hostname;
  if (host === 'localhost') return allowedLoopback(portOf(url), policy).length > 0 ? undefined : blocked();
  const labels = host.split('.');
  if (host.length > 253 || !labels.every((label) => LABEL.test(label)))
    return invalid('The host is not a valid name');
  if (labels.length < 2) return invalid('The host must be a full name, such as hooks.example.com');
  if (SPECIAL_SUFFIXES.some((suffix) => host.endsWith(`.${suffix}`))) return blocked();
  return undefined;
}

function invalid(message: string): UrlCheck {
  return { ok: false, code: 'invalid-url', message };
}

function blocked(): UrlCheck {
  return { ok: false, code: 'blocked-address', message: 'The URL leads to an address that is not allowed' };
}
