const UNITS: [unit: string, ms: number][] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
];

/** "41 s", "3 min", "4 d 3 h": the two largest units where the larger one is small. */
export function duration(ms: number): string {
  const whole = Math.max(0, Math.round(ms / 1_000)) * 1_000;
  const index = UNITS.findIndex(([, size]) => whole >= size);
  const [unit, size] = UNITS[index] ?? ['s', 1_000];
  const count = Math.floor(whole / size);
  const [lesser, lesserSize] = UNITS[index + 1] ?? [undefined, 1];
  const rest = Math.floor((whole % size) / lesserSize);
  if (unit === 'min' || lesser === undefined || rest === 0 || count >= 10) return `${count} ${unit}`;
  return `${count} ${unit} ${rest} ${lesser}`;
}

/** How far from now: before it where negative. */
export function relativeTime(ms: number): string {
  if (ms > -1_000 && ms < 1_000) return 'now';
  if (ms > 0) return `in ${duration(ms)}`;
  return `${duration(-ms)} ago`;
}

const ABSOLUTE = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' });

export function absoluteTime(time: Date): string {
  return `${ABSOLUTE.format(time)}\n${time.toISOString()}`;
}

/** 43 ms, 1.2 s */
export function latency(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}
