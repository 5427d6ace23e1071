import type { StatisticsPoint } from '@posthorn/client';
import { bucketText } from './bucket-text.js';
import { count, percent } from '../parts/number-text.js';
import classes from './statistics.module.css';
import { TimeChart } from './time-chart.js';
import { CHART_PX, useTimeChart } from './use-time-chart.js';
import { Bars } from './volume-bars.js';

interface VolumeChartProps {
  series: readonly StatisticsPoint[];
  bucketSeconds: number;
}

/** Deliveries that ended, over time. */
export function VolumeChart({ series, bucketSeconds }: VolumeChartProps) {
  const chart = useTimeChart();
  const { width, chosen } = chart;
  const point = chosen === undefined ? undefined : series[chosen];
  return (
    <TimeChart
      chart={chart}
      label="Deliveries over time"
      buckets={series.length}
      textOf={(bucket) => textOf(series[bucket], bucketSeconds)}
      tooltip={point && <Told point={point} bucketSeconds={bucketSeconds} />}
    >
      <Bars series={series} bucketSeconds={bucketSeconds} width={width} height={CHART_PX} chosen={chosen} />
    </TimeChart>
  );
}

function Told({ point, bucketSeconds }: { point: StatisticsPoint; bucketSeconds: number }) {
  const { at, delivered, failed } = point;
  return (
    <>
      <strong>{bucketText(at, bucketSeconds)}</strong>
      <span className={classes['swatch']} data-of="delivered">
        {count(delivered)} delivered
      </span>
      <span className={classes['swatch']} data-of="failed">
        {count(failed)} failed
      </span>
      {delivered + failed > 0 && <span>{percent(delivered / (delivered + failed))} success</span>}
    </>
  );
}

function textOf(point: StatisticsPoint | undefined, bucketSeconds: number): string {
  if (!point) return 'nothing';
  return `${bucketText(point.at, bucketSeconds)}: ${point.delivered} delivered, ${point.failed} failed`;
}
