import type { StatisticsPoint } from '@posthorn/client';
import { tickText } from './bucket-text.js';
import { count } from './number-text.js';
import { AXIS_PX, niceMaximum, ticksOf } from './scale.js';
import classes from './statistics.module.css';

const TICKS_PX = 22;
const TOP_PX = 8;
/** As many times along the axis as have room. */
const TIME_PX = 90;

interface BarsProps {
  series: readonly StatisticsPoint[];
  bucketSeconds: number;
  width: number;
  height: number;
  chosen: number | undefined;
}

export function Bars({ series, bucketSeconds, width, height, chosen }: BarsProps) {
  const ground = height - TICKS_PX;
  const maximum = niceMaximum(Math.max(...series.map(({ delivered, failed }) => delivered + failed)));
  const scale = (value: number): number => (value / maximum) * (ground - TOP_PX);
  const step = (width - AXIS_PX) / series.length;
  const gap = Math.min(2, step * 0.2);
  const isOfDays = series.length * bucketSeconds > 2 * 86_400;
  return (
    <svg width={width} height={height} className={classes['bars']} aria-hidden>
      {[0, 0.5, 1].map((part) => (
        <g key={part} transform={`translate(0 ${ground - scale(maximum * part)})`}>
          <line x1={AXIS_PX} x2={width} className={classes['line']} />
          <text x={AXIS_PX - 8} dy="0.32em" textAnchor="end">
            {count(maximum * part)}
          </text>
        </g>
      ))}
      {ticksOf(series.length, Math.max(2, Math.floor((width - AXIS_PX) / TIME_PX))).map((index) => (
        <text key={index} x={AXIS_PX + (index + 0.5) * step} y={height - 4} textAnchor="middle">
          {tickText(series[index]?.at ?? '', isOfDays)}
        </text>
      ))}
      {chosen !== undefined && (
        <rect className={classes['chosen']} x={AXIS_PX + chosen * step} y={0} width={step} height={ground} />
      )}
      {series.map(({ at, delivered, failed }, index) => {
        const x = AXIS_PX + index * step + gap / 2;
        const good = scale(delivered);
        // One that failed among thousands is what is looked for.
        const bad = failed === 0 ? 0 : Math.max(2, scale(failed));
        return (
          <g key={at}>
            <rect className={classes['good']} x={x} y={ground - good} width={step - gap} height={good} />
            <rect className={classes['bad']} x={x} y={ground - good - bad} width={step - gap} height={bad} />
          </g>
        );
      })}
    </svg>
  );
}
