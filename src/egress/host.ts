import { isIP } from 'node:net';

/** The URL's host without the brackets of an IPv6 address. */
export function bareHost(url: URL): string {
  return url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname;
}

/** The host where it is an address; the URL parser has by then read every spelling of one. */
export function hostLiteral(url: URL): string | undefined {
  const host = bareHost(url);
  return isIP(host) === 0 ? undefined : host;
}

export function portOf(url: URL): number {
  return url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
}
