import { ProblemError } from '../errors.js';
import type { StatisticsWindow } from '../store/read-statistics.js';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Each a multiple of the one before, so that the same time always falls into the same bucket. */
const BUCKETS = [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 2 * HOUR, 6 * HOUR, DAY];
/** Past that, minutes are added up into hours. */
const MINUTES_KEPT_SECONDS = 2 * DAY;

/** The buckets that hold what was asked for, in about as many points, or fewer. */
export function statisticsWindow(
  asked: { from?: Date | undefined; to?: Date | undefined },
  points: number,
  now = new Date(),
): StatisticsWindow {
  const to = Math.min((asked.to ?? now).getTime(), now.getTime()) / 1_000;
  const from = asked.from ? asked.from.getTime() / 1_000 : to - DAY;
  if (from >= to) {
    throw new ProblemError('invalid-input', 'A query parameter is not acceptable.', {
      errors: [{ pointer: 'from', detail: 'Give a time in the past, and before `to`.' }],
    });
  }
  const bucketSeconds = bucketLength(from, to, points, now.getTime() / 1_000);
  return {
    from: new Date(Math.floor(from / bucketSeconds) * bucketSeconds * 1_000),
    to: new Date(Math.ceil(to / bucketSeconds) * bucketSeconds * 1_000),
    bucketSeconds,
  };
}

function bucketLength(from: number, to: number, points: number, now: number): number {
  const shortest = Math.max((to - from) / points, from < now - MINUTES_KEPT_SECONDS ? HOUR : MINUTE);
  return BUCKETS.find((length) => length >= shortest) ?? Math.ceil(shortest / DAY) * DAY;
}
