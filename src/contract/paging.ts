import { z } from 'zod';
import { queryInteger } from './common.js';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 250;

const malformed = 'This cursor did not come from an earlier answer.';

/** A cursor is opaque to callers: the base64url of the sort key of the last row shown. */
function encodeCursor(sortKey: string): string {
  return Buffer.from(sortKey, 'utf8').toString('base64url');
}

/** The cursor of a list whose sort key has the form `sortKey`; the handler gets the key, or undefined. */
export function cursorOf(sortKey: RegExp) {
  return z
    .string()
    .max(512)
    .regex(/^[A-Za-z0-9_-]+$/, { error: malformed, abort: true })
    .transform((cursor, context) => {
      const key = Buffer.from(cursor, 'base64url').toString('utf8');
      if (sortKey.test(key) && encodeCursor(key) === cursor) return key;
      context.addIssue({ code: 'custom', message: malformed, input: cursor });
      return z.NEVER;
    })
    .optional()
    .describe('`nextCursor` of the answer before.');
}

const limit = queryInteger(1, MAX_LIMIT)
  .prefault(String(DEFAULT_LIMIT))
  .meta({
    description: 'How many to answer at most.',
    override: { type: 'integer', minimum: 1, maximum: MAX_LIMIT, default: DEFAULT_LIMIT },
  });

/** `limit` and `cursor` of a list that is sorted by a UUID, to spread into its query schema. */
export const pageQuery = {
  limit,
  cursor: cursorOf(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
};

/** The answer of a list. */
export function page<T extends z.ZodType>(item: T) {
  return z.object({
    data: z.array(item),
    nextCursor: z
      .string()
      .nullable()
      .describe('Give it as `cursor` for the next page; null on the last one.'),
  });
}

/** A page out of `rows`, which were read with `limit + 1`: the extra one tells that there are more. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  sortKey: (row: Row) => string,
  toItem: (row: Row) => Item,
): { data: Item[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    data: shown.map(toItem),
    nextCursor: last !== undefined && rows.length > limit ? encodeCursor(sortKey(last)) : null,
  };
}
