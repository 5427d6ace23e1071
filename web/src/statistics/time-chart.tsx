import type { ReactNode } from 'react';
import { ChartTooltip } from './chart-tooltip.js';
import { AXIS_PX } from './scale.js';
import classes from './statistics.module.css';
import { CHART_PX, type TimeChartState } from './use-time-chart.js';

interface TimeChartProps {
  chart: TimeChartState;
  label: string;
  /** How many stand side by side. */
  buckets: number;
  /** What a bucket tells who cannot see it. */
  textOf: (bucket: number) => string;
  /** Of the bucket that is pointed at. */
  tooltip: ReactNode;
  children: ReactNode;
}

/** Something over time. Pointed at, or by the arrow keys, a bucket tells its figures. */
export function TimeChart({ chart, label, buckets, textOf, tooltip, children }: TimeChartProps) {
  const { ref, width, chosen, choose } = chart;
  const last = Math.max(buckets - 1, 0);
  const chooseWithin = (bucket: number): void => choose(Math.min(Math.max(bucket, 0), last));
  return (
    <div
      ref={ref}
      className={classes['chart']}
      style={{ height: CHART_PX }}
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={last}
      aria-valuenow={chosen ?? last}
      aria-valuetext={textOf(chosen ?? last)}
      onFocus={({ target }) => target.matches(':focus-visible') && chooseWithin(chosen ?? last)}
      onBlur={() => choose(undefined)}
      onPointerLeave={() => choose(undefined)}
      onPointerMove={({ currentTarget, clientX }) => {
        const { left } = currentTarget.getBoundingClientRect();
        const at = Math.floor(((clientX - left - AXIS_PX) / (width - AXIS_PX)) * buckets);
        if (at >= 0 && at <= last) choose(at);
      }}
      onKeyDown={(event) => {
        const next = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity }[event.key];
        if (next === undefined) return;
        event.preventDefault();
        chooseWithin((chosen ?? last) + next);
      }}
    >
      {width > 0 && children}
      {chosen !== undefined && chosen <= last && (
        <ChartTooltip left={AXIS_PX + ((chosen + 0.5) / buckets) * (width - AXIS_PX)} width={width}>
          {tooltip}
        </ChartTooltip>
      )}
    </div>
  );
}
