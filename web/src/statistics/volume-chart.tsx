import type { StatisticsPoint } from '@posthorn/client';
import { useElementSize } from '@mantine/hooks';
import { useState } from 'react';
import { bucketText } from './bucket-text.js';
import { ChartTooltip } from './chart-tooltip.js';
import { count, percent } from './number-text.js';
import { AXIS_PX } from './scale.js';
import classes from './statistics.module.css';
import { Bars } from './volume-bars.js';

const HEIGHT = 220;

interface VolumeChartProps {
  series: readonly StatisticsPoint[];
  bucketSeconds: number;
}

/** Deliveries that ended, over time. Pointed at, or by the arrow keys, a bar tells its figures. */
export function VolumeChart({ series, bucketSeconds }: VolumeChartProps) {
  const { ref, width } = useElementSize();
  const [chosen, setChosen] = useState<number>();
  const point = chosen === undefined ? undefined : series[chosen];
  const last = series.length - 1;
  const choose = (index: number): void => setChosen(Math.min(Math.max(index, 0), last));
  return (
    <div
      ref={ref}
      className={classes['chart']}
      style={{ height: HEIGHT }}
      role="slider"
      tabIndex={0}
      aria-label="Deliveries over time"
      aria-valuemin={0}
      aria-valuemax={Math.max(last, 0)}
      aria-valuenow={chosen ?? last}
      aria-valuetext={textOf(point ?? series[last], bucketSeconds)}
      onFocus={({ target }) => target.matches(':focus-visible') && choose(chosen ?? last)}
      onBlur={() => setChosen(undefined)}
      onPointerLeave={() => setChosen(undefined)}
      onPointerMove={({ currentTarget, clientX }) => {
        const { left } = currentTarget.getBoundingClientRect();
        const at = Math.floor(((clientX - left - AXIS_PX) / (width - AXIS_PX)) * series.length);
        if (at >= 0 && at <= last) setChosen(at);
      }}
      onKeyDown={(event) => {
        const next = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity }[event.key];
        if (next === undefined) return;
        event.preventDefault();
        choose((chosen ?? last) + next);
      }}
    >
      {width > 0 && (
        <Bars series={series} bucketSeconds={bucketSeconds} width={width} height={HEIGHT} chosen={chosen} />
      )}
      {point && chosen !== undefined && (
        <ChartTooltip left={AXIS_PX + ((chosen + 0.5) / series.length) * (width - AXIS_PX)} width={width}>
          <strong>{bucketText(point.at, bucketSeconds)}</strong>
          <span className={classes['delivered']}>{count(point.delivered)} delivered</span>
          <span className={classes['failed']}>{count(point.failed)} failed</span>
          {point.delivered + point.failed > 0 && (
            <span>{percent(point.delivered / (point.delivered + point.failed))} success</span>
          )}
        </ChartTooltip>
      )}
    </div>
  );
}

function textOf(point: StatisticsPoint | undefined, bucketSeconds: number): string {
  if (!point) return 'nothing';
  return `${bucketText(point.at, bucketSeconds)}: ${point.delivered} delivered, ${point.failed} failed`;
}
