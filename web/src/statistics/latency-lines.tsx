import type { LatencyPoint } from '@posthorn/client';
import { latency } from '../parts/time-text.js';
import { ChartAxes, plotOf } from './chart-axes.js';
import { AXIS_PX, niceMaximum } from './scale.js';

interface LatencyLinesProps {
  times: readonly string[];
  /** By bucket; undefined: there was no attempt. */
  points: readonly (LatencyPoint | undefined)[];
  bucketSeconds: number;
  width: number;
  height: number;
  chosen: number | undefined;
}

export function LatencyLines({ times, points, ...rest }: LatencyLinesProps) {
  const maximum = niceMaximum(Math.max(0, ...points.map((point) => point?.p95 ?? 0)));
  const { ground, heightOf, step } = plotOf(rest.width, rest.height, times.length, maximum);
  const place = (bucket: number, ms: number) => ({
    x: AXIS_PX + (bucket + 0.5) * step,
    y: ground - heightOf(ms),
  });
  return (
    <ChartAxes {...rest} times={times} maximum={maximum} nameOf={latency}>
      {(['p95', 'p50'] as const).map((name) => (
        <g key={name} data-of={name}>
          <path d={pathOf(points.map((point, bucket) => point && place(bucket, point[name])))} />
          {points.map((point, bucket) => {
            // Nothing leads to it or from it: a line would not show it.
            const isAlone = !points[bucket - 1] && !points[bucket + 1];
            if (!point || (!isAlone && bucket !== rest.chosen)) return null;
            const { x, y } = place(bucket, point[name]);
            return <circle key={point.at} cx={x} cy={y} r={bucket === rest.chosen ? 3.5 : 2} />;
          })}
        </g>
      ))}
    </ChartAxes>
  );
}

/** A line through each row of neighbours. */
function pathOf(places: readonly ({ x: number; y: number } | undefined)[]): string {
  return places
    .map(
      (place, index) =>
        place && `${places[index - 1] ? 'L' : 'M'}${place.x.toFixed(1)} ${place.y.toFixed(1)}`,
    )
    .filter(Boolean)
    .join('');
}
