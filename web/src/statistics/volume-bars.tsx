import type { StatisticsPoint } from '@posthorn/client';
import { ChartAxes, plotOf } from './chart-axes.js';
import { count } from '../parts/number-text.js';
import { AXIS_PX, niceMaximum } from './scale.js';
import classes from './statistics.module.css';

interface BarsProps {
  series: readonly StatisticsPoint[];
  bucketSeconds: number;
  width: number;
  height: number;
  chosen: number | undefined;
}

export function Bars({ series, ...rest }: BarsProps) {
  const maximum = niceMaximum(Math.max(...series.map(({ delivered, failed }) => delivered + failed)));
  const { ground, heightOf, step } = plotOf(rest.width, rest.height, series.length, maximum);
  const gap = Math.min(2, step * 0.2);
  return (
    <ChartAxes {...rest} times={series.map(({ at }) => at)} maximum={maximum} nameOf={count}>
      {series.map(({ at, delivered, failed }, index) => {
        const x = AXIS_PX + index * step + gap / 2;
        const good = heightOf(delivered);
        // One that failed among thousands is what is looked for.
        const bad = failed === 0 ? 0 : Math.max(2, heightOf(failed));
        return (
          <g key={at}>
            <rect className={classes['good']} x={x} y={ground - good} width={step - gap} height={good} />
            <rect className={classes['bad']} x={x} y={ground - good - bad} width={step - gap} height={bad} />
          </g>
        );
      })}
    </ChartAxes>
  );
}
