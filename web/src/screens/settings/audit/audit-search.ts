import { AUDIT_ACTIONS } from '../../../generated/words.js';
import { textOf } from '../../../search-text.js';

/** The filters as they stand in the URL: named as the API names them. */
export interface AuditSearch {
  actor?: string;
  action?: (typeof AUDIT_ACTIONS)[number];
  from?: string;
  to?: string;
}

/** What is no such filter is left out. */
export function readAuditSearch(search: Record<string, unknown>): AuditSearch {
  const read: AuditSearch = {};
  const actor = textOf(search['actor']);
  if (actor !== undefined) read.actor = actor;
  const action = AUDIT_ACTIONS.find((known) => known === search['action']);
  if (action) read.action = action;
  for (const name of ['from', 'to'] as const) {
    const text = textOf(search[name]);
    if (text !== undefined && !Number.isNaN(Date.parse(text))) read[name] = text;
  }
  return read;
}
