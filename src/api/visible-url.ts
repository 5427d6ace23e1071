import type { Auth } from './auth.js';

/** A URL as this caller may see it: its query part may be a secret, which the role read is not shown. */
export function visibleUrl(url: string, auth: Auth): string {
  return auth.role === 'read' ? url.replace(/\?.*$/s, '?***') : url;
}
