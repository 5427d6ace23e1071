import type { AttemptPhases } from '../contract/delivery.js';
import type { Opening } from './open-socket.js';

const MOST_MS = 32_767;
const NONE: Opening = { lookupMs: null, connectMs: null, tlsMs: null };

/**
 * Where an attempt's time went. null before anything was sent: how far an attempt came that never had a connection would
 * tell a refused address from one that nobody answers at.
 */
export function phasesOf(
  { sentAtMs, opening = NONE }: { sentAtMs: number | undefined; opening: Opening | undefined },
  endedAtMs: number,
): AttemptPhases | null {
  if (sentAtMs === undefined) return null;
  const { lookupMs, connectMs, tlsMs } = opening;
  return {
    lookupMs: lookupMs === null ? null : whole(lookupMs),
    connectMs: connectMs === null ? null : whole(connectMs),
    tlsMs: tlsMs === null ? null : whole(tlsMs),
    waitMs: whole(endedAtMs - sentAtMs),
  };
}

function whole(ms: number): number {
  return Math.min(MOST_MS, Math.round(ms));
}
