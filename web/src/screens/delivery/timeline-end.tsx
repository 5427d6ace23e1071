import type { Delivery, Webhook } from '@posthorn/client';
import type { ReactNode } from 'react';
import { RelativeTime } from '../../parts/relative-time.js';
import type { Tone } from '../../parts/status-chip.js';
import { standingOf } from '../../queries/deliveries.js';
import classes from './delivery.module.css';

/** The attempt to come, or how it ended. */
export function TimelineEnd({ delivery, webhook }: { delivery: Delivery; webhook: Webhook | undefined }) {
  const [tone, text] = describe(delivery, webhook);
  return (
    <li className={classes['entry']} data-tone={tone} data-quiet>
      <div className={classes['ending']}>{text}</div>
    </li>
  );
}

/** Why it was cancelled, or failed before its attempts were used up. */
const REASONS: Record<string, string> = {
  gone: 'Failed for good: the receiver answered 410 Gone, and the webhook was disabled.',
  internal: 'Failed: something went wrong on our side, again and again. Redeliver it.',
  terminated: 'Cancelled: its workflow was terminated in Temporal.',
  'webhook-deleted': 'Cancelled: its webhook was deleted.',
  'payload-erased': 'Cancelled: its payload was erased.',
  discarded: 'Cancelled: it was discarded when the webhook was resumed.',
};

function describe(delivery: Delivery, webhook: Webhook | undefined): [Tone, ReactNode] {
  const { nextAttemptAt, finishedAt, attempts, attemptCount, maximumAttempts, reason } = delivery;
  const at = finishedAt !== null && <RelativeTime at={finishedAt} />;
  switch (standingOf(delivery, webhook)) {
    case 'queued':
      return [
        'neutral',
        attempts.length === 0 ? 'The first attempt is about to begin.' : 'It is sent again in a moment.',
      ];
    case 'sending':
      return ['busy', `Attempt ${attemptCount + 1} of ${maximumAttempts} is under way …`];
    case 'held':
      return [
        'held',
        webhook?.status === 'disabled'
          ? 'Held: the webhook is disabled. Enable it, and this goes on.'
          : 'Held: the webhook is paused. Resume it, and this goes on.',
      ];
    case 'retrying':
      return [
        'waiting',
        <>
          Attempt {attemptCount + 1} of {maximumAttempts}{' '}
          {nextAttemptAt === null ? 'is due' : <RelativeTime at={nextAttemptAt} />}. Correct the webhook, and
          this attempt uses what is then set.
        </>,
      ];
    case 'delivered':
      return ['good', <>Delivered {at}.</>];
    case 'failed':
      return [
        'bad',
        <>
          {REASONS[reason ?? ''] ?? usedUp(maximumAttempts)} {at}
        </>,
      ];
    default:
      return [
        'neutral',
        <>
          {REASONS[reason ?? ''] ?? 'Cancelled.'} {at}
        </>,
      ];
  }
}

function usedUp(maximumAttempts: number): string {
  return maximumAttempts === 1
    ? 'Failed: its one attempt is used up.'
    : `Failed: all ${maximumAttempts} attempts are used up. Nothing more is sent unless it is redelivered.`;
}
