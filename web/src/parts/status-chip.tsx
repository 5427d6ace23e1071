import type { DeliveryRow, Webhook } from '@posthorn/client';
import type { ReactNode } from 'react';
import classes from './status-chip.module.css';
import { duration } from './time-text.js';
import { useNow } from './use-now.js';

export type Tone = 'good' | 'bad' | 'waiting' | 'busy' | 'held' | 'neutral';

const TONES: Record<DeliveryRow['status'] | Webhook['status'], Tone> = {
  queued: 'neutral',
  sending: 'busy',
  retrying: 'waiting',
  delivered: 'good',
  failed: 'bad',
  held: 'held',
  cancelled: 'neutral',
  enabled: 'good',
  paused: 'held',
  disabled: 'bad',
};

interface StatusChipProps {
  status: keyof typeof TONES;
  /** What follows the word, such as `2/3 · next in 41 s`. */
  detail?: string | undefined;
}

/** A word in a colour; with a dot where it is a state. */
export function Chip({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className={classes['chip']} data-tone={tone}>
      {children}
    </span>
  );
}

/** The state of a webhook or a delivery, in a word and a colour. */
export function StatusChip({ status, detail }: StatusChipProps) {
  return (
    <span className={classes['chip']} data-tone={TONES[status]}>
      <span className={classes['dot']} aria-hidden />
      {status}
      {detail !== undefined && ` ${detail}`}
    </span>
  );
}

type Shown = Pick<DeliveryRow, 'status' | 'attemptCount' | 'maximumAttempts' | 'nextAttemptAt'>;

/** `retrying 2/3 · next in 41 s`: the attempt to come, of all. */
export function DeliveryChip({ delivery }: { delivery: Shown }) {
  return delivery.status === 'retrying' && delivery.nextAttemptAt !== null ? (
    <RetryingChip delivery={delivery} at={delivery.nextAttemptAt} />
  ) : (
    <StatusChip status={delivery.status} />
  );
}

function RetryingChip({ delivery: { attemptCount, maximumAttempts }, at }: { delivery: Shown; at: string }) {
  const waitMs = new Date(at).getTime() - useNow();
  const next = waitMs > 0 ? `next in ${duration(waitMs)}` : 'next now';
  return <StatusChip status="retrying" detail={`${attemptCount + 1}/${maximumAttempts} · ${next}`} />;
}
