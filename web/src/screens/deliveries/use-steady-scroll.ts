import type { DeliveryRow } from '@posthorn/client';
import { useLayoutEffect, useRef } from 'react';

/** Rows that appear above what is read do not push it down: the window scrolls along. */
export function useSteadyScroll(rows: readonly DeliveryRow[], rowPx: number): void {
  const before = useRef(rows);
  useLayoutEffect(() => {
    const [first] = before.current;
    before.current = rows;
    if (!first || globalThis.scrollY === 0) return;
    const moved = rows.findIndex(({ id }) => id === first.id);
    if (moved > 0) globalThis.scrollBy({ top: moved * rowPx, behavior: 'instant' });
  }, [rows, rowPx]);
}
