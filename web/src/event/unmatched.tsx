import type { EventRow } from '@posthorn/client';
import { Text } from '@mantine/core';
import { duration } from '../parts/time-text.js';
import { useWebhooks } from '../queries/webhooks.js';
import { hostOf } from './host-of.js';
import { type WhyUnmatched, whyUnmatched } from './why-unmatched.js';

/** In a few words, in a row. */
export function UnmatchedReason({ event }: { event: Pick<EventRow, 'id' | 'event'> }) {
  const { data: webhooks } = useWebhooks();
  return (
    <Text size="xs" c="dimmed" component="span" truncate>
      {webhooks ? inAWord(whyUnmatched(event, webhooks)) : '…'}
    </Text>
  );
}

function inAWord(reason: WhyUnmatched): string {
  if (reason.why === 'nobody-takes-it') return 'no webhook takes it';
  const host = hostOf(reason.webhook);
  return reason.why === 'created-later'
    ? `${host} was created ${later(reason.byMs)}`
    : `${host} takes it since a later change`;
}

/** `4 min later` */
export function later(byMs: number): string {
  return byMs < 1_000 ? 'a moment later' : `${duration(byMs)} later`;
}
