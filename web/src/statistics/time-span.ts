export const TIME_SPANS = ['1h', '24h', '7d', '30d'] as const;
export type TimeSpan = (typeof TIME_SPANS)[number];

const HOUR_MS = 3_600_000;

const LENGTHS_MS: Record<TimeSpan, number> = {
  '1h': HOUR_MS,
  '24h': 24 * HOUR_MS,
  '7d': 7 * 24 * HOUR_MS,
  '30d': 30 * 24 * HOUR_MS,
};

export function isTimeSpan(value: unknown): value is TimeSpan {
  return TIME_SPANS.some((span) => span === value);
}

export function startOf(span: TimeSpan, nowMs = Date.now()): Date {
  return new Date(nowMs - LENGTHS_MS[span]);
}
