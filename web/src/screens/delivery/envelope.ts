import type { Event } from '@posthorn/client';

/** What receivers get as body; null once the payload is erased. */
export function textOfEnvelope({ id, event, timestamp, workspaceId, data, test }: Event): string | null {
  if (data === null) return null;
  return JSON.stringify({ id, event, timestamp, workspaceId, data, ...(test && { test }) });
}
