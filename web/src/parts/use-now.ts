import { useSyncExternalStore } from 'react';

/** One clock for all that counts: they change at once, and it stands still while nothing shows it. */
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let now = Date.now();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const tell of listeners) tell();
  }, 1_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** Milliseconds since the epoch, anew every second. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => {
    // It stood still: but the same answer within a second, else React would ask for ever.
    if (timer === undefined && Date.now() - now > 1_000) now = Date.now();
    return now;
  });
}
