import { ArrowDown, ArrowUp } from 'lucide-react';
import type { ReactNode } from 'react';
import classes from './data-table.module.css';

interface SortHeaderProps {
  sorted: false | 'asc' | 'desc';
  /** Absent: this column does not sort. */
  toggle: ((event: unknown) => void) | undefined;
  children: ReactNode;
}

export function SortHeader({ sorted, toggle, children }: SortHeaderProps) {
  if (!toggle) return children;
  const Arrow = sorted === 'desc' ? ArrowDown : ArrowUp;
  return (
    <button type="button" className={classes['sort']} data-sorted={sorted || undefined} onClick={toggle}>
      {children}
      {sorted && <Arrow size={13} aria-label={sorted === 'desc' ? 'greatest first' : 'least first'} />}
    </button>
  );
}
