import type { StatisticsPoint } from '@posthorn/client';
import classes from './sparkline.module.css';

const WIDTH = 132;
const HEIGHT = 26;
const BARS = 24;

/** Delivered and failed over time, in bars: the shape, not the figures. */
export function Sparkline({ series, over }: { series: readonly StatisticsPoint[]; over: string }) {
  const bars = gather(series);
  const most = Math.max(1, ...bars.map(({ delivered, failed }) => delivered + failed));
  const step = WIDTH / BARS;
  const sum = (key: 'delivered' | 'failed'): number => bars.reduce((total, bar) => total + bar[key], 0);
  const label = `${sum('delivered')} delivered, ${sum('failed')} failed ${over}`;
  return (
    <svg className={classes['sparkline']} width={WIDTH} height={HEIGHT} role="img" aria-label={label}>
      <title>{label}</title>
      {bars.map(({ delivered, failed }, index) => {
        const total = ((delivered + failed) / most) * (HEIGHT - 2);
        const red = failed === 0 ? 0 : Math.max(2, (failed / most) * (HEIGHT - 2));
        const high = Math.max(total, delivered + failed > 0 ? 3 : 0);
        const x = index * step + 0.75;
        const width = step - 1.5;
        return (
          <g key={index}>
            <rect className={classes['ground']} x={x} y={HEIGHT - 1} width={width} height={1} />
            <rect
              className={classes['good']}
              x={x}
              y={HEIGHT - high}
              width={width}
              height={Math.max(0, high - red)}
              rx={1}
            />
            <rect className={classes['bad']} x={x} y={HEIGHT - red} width={width} height={red} rx={1} />
          </g>
        );
      })}
    </svg>
  );
}

/** As many bars as there is room for, whatever the buckets. */
function gather(series: readonly StatisticsPoint[]): { delivered: number; failed: number }[] {
  const bars = Array.from({ length: BARS }, () => ({ delivered: 0, failed: 0 }));
  series.forEach(({ delivered, failed }, index) => {
    const bar = bars[Math.floor((index * BARS) / series.length)];
    if (!bar) return;
    bar.delivered += delivered;
    bar.failed += failed;
  });
  return bars;
}
