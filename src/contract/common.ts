import { z } from 'zod';
import { type IdPrefix, parsePublicId } from '../ids.js';

const ID_OF: Record<IdPrefix, string> = {
  wh: 'a webhook',
  evt: 'an event',
  dlv: 'a delivery',
  att: 'an attempt',
  key: 'an API key',
  rpl: 'a replay',
  aud: 'an audit record',
};

/** A public id as text, as it stands in answers. */
export function publicId(prefix: IdPrefix) {
  return z
    .string()
    .regex(
      new RegExp(`^${prefix}_[0-7][0-9A-HJKMNP-TV-Z]{25}$`),
      `Expected the id of ${ID_OF[prefix]}: ${prefix}_…`,
    )
    .meta({ description: `The id of ${ID_OF[prefix]}.`, examples: [`${prefix}_01JZ6K3V9N8Q5W2X4Y7T0R1M3P`] });
}

/** A public id in a request; the handler gets its UUID. */
export function idParam(prefix: IdPrefix) {
  return publicId(prefix).transform((text) => parsePublicId(prefix, text)!);
}

/** Chosen by the caller, and what receivers see. */
export const workspaceId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, 'Expected 1 to 64 letters, digits, _ or -.')
  .meta({ description: "A workspace's id.", examples: ['6048d78a-584a-4f1e-9e39-e011ca4cc48c'] });

/** The producer's own id of an event. */
export const externalId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, 'Expected 1 to 64 letters, digits, _ or -.');

/** Text that Postgres can hold and that comes back as it was given: no U+0000, no lone surrogate. */
export function text(maxLength: number, minLength = 1) {
  return z
    .string()
    .min(minLength)
    .max(maxLength)
    .refine((value) => isStorable(value), 'U+0000 and lone surrogates cannot be stored.');
}

export function isStorable(value: string): boolean {
  return !/[\0\p{Surrogate}]/u.test(value);
}

export const name = text(200).refine((value) => value.trim() !== '', 'A name needs a visible character.');

/** A time in an answer: RFC 3339, UTC, milliseconds. */
export const timestamp = z.iso.datetime().meta({ examples: ['2026-11-23T18:30:00.000Z'] });

/** A time in a request: RFC 3339 with any offset; the handler gets a Date. */
export const timestampInput = z.iso
  // abort: else checks of the object around it would meet the text where they expect a Date.
  .datetime({ offset: true, abort: true, error: 'Expected an RFC 3339 time, such as 2026-11-23T18:30:00Z.' })
  .transform((value) => new Date(value));

/** A whole number in a query string. */
export function queryInteger(minimum: number, maximum: number) {
  return z
    .string()
    .regex(/^-?\d{1,15}$/, 'Expected a whole number.')
    .transform(Number)
    .pipe(z.int().min(minimum).max(maximum))
    .meta({ override: { type: 'integer', minimum, maximum, pattern: undefined } });
}

/** `true` or `false` in a query string. */
export const queryFlag = z
  .enum(['true', 'false'])
  .transform((value) => value === 'true')
  .meta({ override: { type: 'boolean', enum: undefined } });
