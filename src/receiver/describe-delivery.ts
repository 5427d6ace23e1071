import type { IncomingHttpHeaders } from 'node:http';

export interface SeenDelivery {
  at: Date;
  headers: IncomingHttpHeaders;
  headerPrefix: string;
  /** Why the signature does not hold; null when it does. */
  reason: string | null;
  status: number;
  /** The sender did not wait for the answer. */
  hungUp: boolean;
}

/** One line for people: time, event type, event id, attempt, signature, answer. Never the payload. */
export function describeDelivery({
  at,
  headers,
  headerPrefix,
  reason,
  status,
  hungUp,
}: SeenDelivery): string {
  const header = (name: string): string | undefined => printable(headers[`${headerPrefix}-${name}`]);
  return [
    at.toISOString().slice(11, 23),
    (header('event') ?? '(no event type)').padEnd(20),
    header('id') ?? `(no ${headerPrefix}-id)`,
    `attempt ${header('attempt') ?? '?'}`,
    reason === null ? 'signature OK' : `signature BAD: ${reason}`,
    hungUp ? `would have answered ${status}, but the sender hung up` : `answered ${status}`,
  ].join('  ');
}

/** Anybody may send the headers: nothing of them may steer the terminal. */
function printable(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value.replace(/[^ -~]/g, '?').slice(0, 80) : undefined;
}
