const MAX_MS = 3_600_000;
const STATUSES = new Set([429, 502, 503, 504]);

/**
 * How long a Retry-After asks to wait, in milliseconds, at most an hour; null where the status gives it no meaning or
 * the value is neither whole seconds nor a date to come.
 */
export function retryAfterMs(status: number, value: string | undefined, now = Date.now()): number | null {
  if (value === undefined || !STATUSES.has(status)) return null;
  const text = value.trim();
  if (/^\d{1,15}$/.test(text)) return capped(Number(text) * 1_000);
  // Date.parse takes much that is no HTTP date ("1.5", "2026"); a date in a header starts with the day's name.
  if (!/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(text)) return null;
  // asctime is the one form of an HTTP date that does not name its zone; it is GMT all the same.
  return capped(Date.parse(text.endsWith('GMT') ? text : `${text} GMT`) - now);
}

function capped(waitMs: number): number | null {
  return waitMs > 0 ? Math.min(waitMs, MAX_MS) : null;
}
