/** `Retry-After` in seconds or as a date; undefined when absent or neither. */
export function retryAfterMs(header: string | null, now = Date.now()): number | undefined {
  const text = header ?? '';
  if (/^\d+$/.test(text)) return Number(text) * 1_000;
  // Date.parse alone would take "-5" for a date.
  const at = /^[A-Z][a-z]+,? /.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
