import type { Event } from '@posthorn/client';
import { Link2Off } from 'lucide-react';
import { Notice } from '../../parts/notice.js';
import { duration } from '../../parts/time-text.js';
import { useNow } from '../../parts/use-now.js';

const LINK_LIVES_MS = 3_600_000;

/** How long the signed link of a received document has been dead; undefined: it works, or there is none. */
export function staleSince(event: Event | undefined, now: number): number | undefined {
  if (event?.event !== 'document.received' || typeof event.data?.['signedUrl'] !== 'string') return undefined;
  const deadMs = now - Date.parse(event.timestamp) - LINK_LIVES_MS;
  return deadMs > 0 ? deadMs : undefined;
}

/** Said before it is sent again: the receiver will not get the document from it. */
export function StaleLinkNotice({ event }: { event: Event | undefined }) {
  const deadMs = staleSince(event, useNow());
  if (deadMs === undefined) return null;
  return (
    <Notice tone="waiting" icon={Link2Off} title="The link to the document is dead">
      A <code>signedUrl</code> works for an hour, and this one ended {duration(deadMs)} ago. Sent again now,
      the event arrives, but its document cannot be fetched from that link any more.
    </Notice>
  );
}
