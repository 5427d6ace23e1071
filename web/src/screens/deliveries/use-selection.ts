import type { DeliveryRow } from '@posthorn/client';
import { useCallback, useEffect, useRef, useState } from 'react';

/** More than that is what a recovery is for. */
export const MOST_SELECTED = 100;

export interface Selection {
  ids: ReadonlySet<string>;
  /** `isRange`: with all rows from the one that was changed before. What is over the most is left out. */
  toggle: (id: string, isRange: boolean) => void;
  /** Only these stay selected. */
  keep: (ids: Iterable<string>) => void;
}

const NONE: ReadonlySet<string> = new Set();

/** Rows that were picked, by their ids: they stay so wherever they move. */
export function useSelection(rows: readonly DeliveryRow[]): Selection {
  const [ids, setIds] = useState(NONE);
  const latestRows = useRef(rows);
  const changedBefore = useRef<string>(undefined);
  useEffect(() => {
    latestRows.current = rows;
  }, [rows]);
  const toggle = useCallback((id: string, isRange: boolean) => {
    const from = isRange ? changedBefore.current : undefined;
    changedBefore.current = id;
    const range = from === undefined ? [id] : rangeOf(latestRows.current, from, id);
    setIds((before) => (from === undefined && before.has(id) ? without(before, id) : withAll(before, range)));
  }, []);
  const keep = useCallback((kept: Iterable<string>) => setIds(new Set(kept)), []);
  return { ids, toggle, keep };
}

function rangeOf(rows: readonly DeliveryRow[], from: string, to: string): string[] {
  const ids = rows.map(({ id }) => id);
  const [a, b] = [ids.indexOf(from), ids.indexOf(to)];
  return a < 0 || b < 0 ? [to] : ids.slice(Math.min(a, b), Math.max(a, b) + 1);
}

function without(ids: ReadonlySet<string>, id: string): ReadonlySet<string> {
  return new Set([...ids].filter((other) => other !== id));
}

function withAll(ids: ReadonlySet<string>, more: readonly string[]): ReadonlySet<string> {
  return new Set([...ids, ...more].slice(0, MOST_SELECTED));
}
