const DAY_SECONDS = 86_400;

const TIME = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });
const DAY = new Intl.DateTimeFormat(undefined, { weekday: 'short', day: 'numeric', month: 'short' });
const SHORT_DAY = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });

/** `Tue, Nov 24, 14:00 – 14:15` */
export function bucketText(at: string, bucketSeconds: number): string {
  const from = new Date(at);
  if (bucketSeconds >= DAY_SECONDS) return DAY.format(from);
  const to = new Date(from.getTime() + bucketSeconds * 1_000);
  const until = bucketSeconds > 60 ? ` – ${TIME.format(to)}` : '';
  return `${DAY.format(from)}, ${TIME.format(from)}${until}`;
}

/** Along the axis: the time of day, or the day where there are several. */
export function tickText(at: string, isOfDays: boolean): string {
  return (isOfDays ? SHORT_DAY : TIME).format(new Date(at));
}
