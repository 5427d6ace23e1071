import { absoluteTime, relativeTime } from './time-text.js';
import { useNow } from './use-now.js';

/** "3 min ago", or "in 41 s"; the absolute time on hover. */
export function RelativeTime({ at }: { at: string | Date }) {
  const time = new Date(at);
  const now = useNow();
  return (
    <time dateTime={time.toISOString()} title={absoluteTime(time)}>
      {relativeTime(time.getTime() - now)}
    </time>
  );
}
