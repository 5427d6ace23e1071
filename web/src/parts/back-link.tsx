import { Link, type LinkProps } from '@tanstack/react-router';
import { ChevronLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import classes from './back-link.module.css';

/** To where one came from, above a screen's title. */
export function BackLink({ to, children }: { to: NonNullable<LinkProps['to']>; children: ReactNode }) {
  return (
    <Link to={to} className={classes['back']}>
      <ChevronLeft size={15} aria-hidden />
      {children}
    </Link>
  );
}
