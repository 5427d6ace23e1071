import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { latencyPercentile } from '../../src/api/latency-percentile.js';

/** As the trigger on deliveries counts them. */
function histogramOf(durationsMs: readonly number[]): Map<number, number> {
  const histogram = new Map<number, number>();
  for (const duration of durationsMs) {
    const bucket = Math.floor(20 * Math.log10(Math.max(duration, 1)));
    histogram.set(bucket, (histogram.get(bucket) ?? 0) + 1);
  }
  return histogram;
}

describe('latency percentiles', () => {
  it('are null where nothing was measured', () => {
    expect(latencyPercentile(new Map(), 0.5)).toBeNull();
  });

  it('are within 13 % of the attempt of that rank', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 30_000 }), { minLength: 1, maxLength: 200 }),
        fc.constantFrom(0.5, 0.95, 0.99),
        (durations, fraction) => {
          const sorted = durations.toSorted((a, b) => a - b);
          const exact = sorted[Math.ceil(fraction * sorted.length) - 1]!;
          const found = latencyPercentile(histogramOf(durations), fraction)!;
          // Rounded to whole milliseconds.
          expect(Math.abs(found - exact)).toBeLessThanOrEqual(exact * 0.13 + 1);
        },
      ),
    );
  });

  it('rise with the fraction asked for', () => {
    const histogram = histogramOf([1, 2, 3, 40, 40, 41, 900, 5_000]);
    const found = [0.1, 0.5, 0.9, 0.99].map((fraction) => latencyPercentile(histogram, fraction)!);
    expect(found).toEqual(found.toSorted((a, b) => a - b));
  });
});
