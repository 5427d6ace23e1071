import type { Attempt } from '@posthorn/client';

/**
 * The same request from a shell. Headers of the webhook's own are not known here: their values stay `[hidden]`.
 * A receiver that checks the time may find the signature too old.
 */
export function curlOf({ url, requestHeaders }: Attempt, body: string): string {
  const headers = Object.entries(requestHeaders).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`);
  return [`curl -i -X POST ${quoted(url)}`, ...headers, `--data-raw ${quoted(body)}`].join(' \\\n  ');
}

/** For a POSIX shell: within single quotes nothing has a meaning but the quote itself. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
