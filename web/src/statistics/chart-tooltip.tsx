import type { ReactNode } from 'react';
import classes from './statistics.module.css';

/** Beside the bar that it is about, on the side where there is room. */
export function ChartTooltip({
  left,
  width,
  children,
}: {
  left: number;
  width: number;
  children: ReactNode;
}) {
  const isRight = left > width / 2;
  return (
    <div
      className={classes['tooltip']}
      style={isRight ? { right: width - left + 12 } : { left: left + 12 }}
      aria-hidden
    >
      {children}
    </div>
  );
}
