import { useState } from 'react';
import { useShortcut } from './shortcuts.js';

/**
 * `j` and `k` go through the rows of a list, Enter opens one.
 * The row is remembered by its id: what arrives above it does not move the cursor.
 */
export function useRowCursor(ids: readonly string[], open: (id: string) => void): string | undefined {
  const [current, setCurrent] = useState<string>();
  const at = current === undefined ? -1 : ids.indexOf(current);
  const goTo = (index: number): void => {
    const id = ids[Math.min(Math.max(index, 0), ids.length - 1)];
    setCurrent(id);
    if (id !== undefined)
      document.querySelector(`[data-row="${CSS.escape(id)}"]`)?.scrollIntoView({ block: 'nearest' });
  };
  useShortcut('j', 'Next row', () => goTo(at + 1));
  useShortcut('k', 'Previous row', () => goTo(at - 1));
  useShortcut('Enter', 'Open the row', () => {
    if (at >= 0 && current !== undefined) open(current);
  });
  return at >= 0 ? current : undefined;
}
