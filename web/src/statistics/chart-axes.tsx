import type { ReactNode } from 'react';
import { tickText } from './bucket-text.js';
import { AXIS_PX, ticksOf } from './scale.js';
import classes from './statistics.module.css';

const TICKS_PX = 22;
const TOP_PX = 8;
/** As many times along the axis as have room. */
const TIME_PX = 90;

/** Where things stand in a chart of this size. */
export interface Plot {
  /** From the top, of zero. */
  ground: number;
  /** How high a value is. */
  heightOf: (value: number) => number;
  /** Of a bucket. */
  step: number;
}

export function plotOf(width: number, height: number, buckets: number, maximum: number): Plot {
  const ground = height - TICKS_PX;
  return {
    ground,
    heightOf: (value) => (value / maximum) * (ground - TOP_PX),
    step: (width - AXIS_PX) / buckets,
  };
}

interface ChartAxesProps {
  /** Where each bucket begins. */
  times: readonly string[];
  bucketSeconds: number;
  width: number;
  height: number;
  chosen: number | undefined;
  maximum: number;
  nameOf: (value: number) => string;
  children: ReactNode;
}

/** Lines with what they stand for, times below, and the bucket that is pointed at; what is drawn comes over them. */
export function ChartAxes(props: ChartAxesProps) {
  const { times, bucketSeconds, width, height, chosen, maximum, nameOf, children } = props;
  const { ground, heightOf, step } = plotOf(width, height, times.length, maximum);
  const isOfDays = times.length * bucketSeconds > 2 * 86_400;
  return (
    <svg width={width} height={height} className={classes['bars']} aria-hidden>
      {[0, 0.5, 1].map((part) => (
        <g key={part} transform={`translate(0 ${ground - heightOf(maximum * part)})`}>
          <line x1={AXIS_PX} x2={width} className={classes['line']} />
          <text x={AXIS_PX - 8} dy="0.32em" textAnchor="end">
            {nameOf(maximum * part)}
          </text>
        </g>
      ))}
      {ticksOf(times.length, Math.max(2, Math.floor((width - AXIS_PX) / TIME_PX))).map((index) => (
        <text key={index} x={AXIS_PX + (index + 0.5) * step} y={height - 4} textAnchor="middle">
          {tickText(times[index] ?? '', isOfDays)}
        </text>
      ))}
      {chosen !== undefined && (
        <rect className={classes['chosen']} x={AXIS_PX + chosen * step} y={0} width={step} height={ground} />
      )}
      {children}
    </svg>
  );
}
