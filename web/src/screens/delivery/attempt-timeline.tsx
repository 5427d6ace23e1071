import type { Attempt, Delivery, Webhook } from '@posthorn/client';
import { Fragment } from 'react';
import { duration } from '../../parts/time-text.js';
import { AttemptCard } from './attempt-card.js';
import classes from './delivery.module.css';
import { TimelineEnd } from './timeline-end.js';

interface AttemptTimelineProps {
  /** With the attempts of the run that is shown. */
  delivery: Delivery;
  webhook: Webhook | undefined;
  /** The run is the one that goes on, or ended last. */
  isNewest: boolean;
  /** Of every request; null: erased; undefined: not known yet. */
  body: string | null | undefined;
}

/** The attempts with the waits between them, and what comes next. */
export function AttemptTimeline({ delivery, webhook, isNewest, body }: AttemptTimelineProps) {
  const { attempts } = delivery;
  return (
    <ol className={classes['timeline']}>
      {attempts.map((attempt, index) => (
        <Fragment key={attempt.id}>
          <Wait from={attempts[index - 1]} to={attempt} />
          <li className={classes['entry']} data-tone={attempt.error ? 'bad' : 'good'}>
            <AttemptCard attempt={attempt} body={body} opened={index === attempts.length - 1} />
          </li>
        </Fragment>
      ))}
      {isNewest && <TimelineEnd delivery={delivery} webhook={webhook} />}
    </ol>
  );
}

function Wait({ from, to }: { from: Attempt | undefined; to: Attempt }) {
  if (!from) return null;
  const waitMs = Date.parse(to.startedAt) - Date.parse(from.startedAt) - (from.durationMs ?? 0);
  return <li className={classes['wait']}>{`waited ${duration(waitMs)}`}</li>;
}
