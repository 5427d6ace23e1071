import { createHash } from 'node:crypto';
import { cursorOf, pageQuery } from '../contract/paging.js';
import { ProblemError } from '../errors.js';

/** `limit` and `cursor` of a filtered list: its cursor is good for the same workspace and filters only. */
export const filteredPageQuery = {
  limit: pageQuery.limit,
  cursor: cursorOf(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}~[A-Za-z0-9_-]{11}$/),
};

/** What binds a cursor to one list. */
export function scopeOf(list: string, workspaceId: string, filter: object): string {
  const given = Object.entries(filter).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([list, workspaceId, given]))
    .digest('base64url')
    .slice(0, 11);
}

export function sortKeyIn(scope: string): (row: { id: string }) => string {
  return (row) => `${row.id}~${scope}`;
}

/** The id that ended the page before; null for the first page. */
export function positionIn(scope: string, sortKey: string | undefined): string | null {
  if (sortKey === undefined) return null;
  const [id = null, of] = sortKey.split('~');
  if (of === scope) return id;
  throw new ProblemError('invalid-input', 'A query parameter is not acceptable.', {
    errors: [{ pointer: 'cursor', detail: 'This cursor belongs to a list with other filters.' }],
  });
}
