import type { LatencyPoint, StatisticsPoint } from '@posthorn/client';
import { latency } from '../parts/time-text.js';
import { bucketText } from './bucket-text.js';
import { LatencyLines } from './latency-lines.js';
import classes from './statistics.module.css';
import { TimeChart } from './time-chart.js';
import { CHART_PX, useTimeChart } from './use-time-chart.js';

interface LatencyChartProps {
  /** Whose buckets are those of the axis. */
  series: readonly StatisticsPoint[];
  latencies: readonly LatencyPoint[];
  bucketSeconds: number;
}

/** How long attempts took, over time. A bucket without one leaves a gap. */
export function LatencyChart({ series, latencies, bucketSeconds }: LatencyChartProps) {
  const byTime = new Map(latencies.map((point) => [point.at, point]));
  const times = series.map(({ at }) => at);
  const points = times.map((at) => byTime.get(at));
  const textOf = (bucket: number): string => {
    const point = points[bucket];
    const told = point ? `p50 ${latency(point.p50)}, p95 ${latency(point.p95)}` : 'no attempt';
    return `${bucketText(times[bucket] ?? '', bucketSeconds)}: ${told}`;
  };
  const chart = useTimeChart();
  const { width, chosen } = chart;
  return (
    <TimeChart
      chart={chart}
      label="Latency over time"
      buckets={times.length}
      textOf={textOf}
      tooltip={
        chosen !== undefined && (
          <>
            <strong>{bucketText(times[chosen] ?? '', bucketSeconds)}</strong>
            <Told point={points[chosen]} />
          </>
        )
      }
    >
      <LatencyLines
        times={times}
        points={points}
        bucketSeconds={bucketSeconds}
        width={width}
        height={CHART_PX}
        chosen={chosen}
      />
    </TimeChart>
  );
}

function Told({ point }: { point: LatencyPoint | undefined }) {
  if (!point) return <span>no attempt</span>;
  return (
    <>
      <span className={classes['swatch']} data-of="p95">
        p95 {latency(point.p95)}
      </span>
      <span className={classes['swatch']} data-of="p50">
        p50 {latency(point.p50)}
      </span>
    </>
  );
}
