import type { Statistics } from '@posthorn/client';
import { Link } from '@tanstack/react-router';
import { FAILURE_TITLES } from '../generated/words.js';
import { count } from '../parts/number-text.js';
import classes from './statistics.module.css';

interface FailureBarsProps {
  failures: Statistics['failures'];
  /** Deliveries since then are what a cause leads to. */
  from: string;
  webhookId?: string;
}

/** Each cause, and how often it was; it leads to the deliveries whose last attempt failed by it. */
export function FailureBars({ failures, from, webhookId }: FailureBarsProps) {
  const most = Math.max(...failures.map((failure) => failure.count));
  return (
    <ul className={classes['failures']}>
      {failures.map((failure) => (
        <li key={failure.code}>
          <Link
            to="/deliveries"
            search={{ errorCode: failure.code, from, ...(webhookId !== undefined && { webhookId }) }}
            className={classes['failure']}
          >
            <span className={classes['cause']}>
              {FAILURE_TITLES[failure.code] ?? ''} <code>{failure.code}</code>
            </span>
            <span className={classes['track']} aria-hidden>
              <span className={classes['bar']} style={{ width: `${(failure.count / most) * 100}%` }} />
            </span>
            <span className={classes['count']}>{count(failure.count)}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
