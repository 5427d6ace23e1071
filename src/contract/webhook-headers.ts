import { z } from 'zod';

const MAX_HEADERS = 64;
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}$/;
// Tab and visible ASCII, no space at either end: what any HTTP stack carries unchanged.
const HEADER_VALUE = /^(?:[!-~](?:[\t -~]*[!-~])?)?$/;

/** Header names that Posthorn or HTTP itself sets, or that end a connection's meaning at its next hop. */
const RESERVED_HEADERS = new Set([
  'connection',
  'expect',
  'host',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'user-agent',
]);
const RESERVED_PREFIXES = ['content-', 'webhook-'];

/** A name that a webhook's own headers may not have; `name` in lower case. */
export function isReservedHeader(name: string, headerPrefix = 'webhook'): boolean {
  const prefixes = [...RESERVED_PREFIXES, `${headerPrefix.toLowerCase()}-`];
  return RESERVED_HEADERS.has(name) || prefixes.some((prefix) => name.startsWith(prefix));
}

export const webhookHeaders = z
  .record(
    z.string(),
    z
      .string()
      .max(4096)
      .regex(HEADER_VALUE, { message: 'Only visible ASCII, spaces and tabs, and no space at either end.' }),
  )
  .superRefine((headers, context) => {
    const names = Object.keys(headers);
    const report = (name: string, message: string) => {
      context.addIssue({ code: 'custom', path: [name], message, input: name });
    };
    if (names.length > MAX_HEADERS) {
      context.addIssue({ code: 'custom', message: `At most ${MAX_HEADERS} headers.`, input: names.length });
    }
    const seen = new Set<string>();
    for (const name of names) {
      const lower = name.toLowerCase();
      if (!HEADER_NAME.test(name)) report(name, 'This is not a header name.');
      if (isReservedHeader(lower)) report(name, 'This header cannot be set by a webhook.');
      if (seen.has(lower)) report(name, 'This header is given twice.');
      seen.add(lower);
    }
  })
  .meta({ maxProperties: MAX_HEADERS, propertyNames: { pattern: HEADER_NAME.source } })
  .describe('`{name: value}`; stored encrypted, and only the names come back. Replaces all earlier headers.');
