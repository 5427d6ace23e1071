/** Buckets of the log histogram in a factor of ten, as the trigger on deliveries counts them. */
const PER_DECADE = 20;

/**
 * Of a histogram whose bucket n counts what took from 10^(n/20) to 10^((n+1)/20) ms; null of an empty one. Within a bucket
 * the rest is interpolated on the same scale, so that it is at most 12 % off.
 */
export function latencyPercentile(histogram: ReadonlyMap<number, number>, fraction: number): number | null {
  const buckets = [...histogram].sort(([a], [b]) => a - b);
  const total = buckets.reduce((sum, [, count]) => sum + count, 0);
  let below = 0;
  for (const [bucket, count] of buckets) {
    if (below + count >= fraction * total) {
      const within = (fraction * total - below) / count;
      return Math.round(10 ** ((bucket + within) / PER_DECADE));
    }
    below += count;
  }
  return null;
}
