/**
 * A place in the order of changes: by transaction, then by number. A place that is no change's own, where a stream began,
 * has the number 0 and says when that was.
 */
export interface ChangePosition {
  xid: bigint;
  seq: number;
  at: Date | null;
}

const FORM = /^(0|[1-9]\d{0,18})-(0@([1-9]\d{0,11})|[1-9]\d{0,14})$/;

/** `<xid>-<seq>`: the `id` of a change in a stream. */
export function formatPosition({ xid, seq, at }: ChangePosition): string {
  return at === null ? `${xid}-${seq}` : `${xid}-0@${Math.floor(at.getTime() / 1_000)}`;
}

export function parsePosition(text: string): ChangePosition | undefined {
  const [, xid, seq, seconds] = FORM.exec(text) ?? [];
  if (xid === undefined || seq === undefined) return undefined;
  return seconds === undefined
    ? { xid: BigInt(xid), seq: Number(seq), at: null }
    : { xid: BigInt(xid), seq: 0, at: new Date(Number(seconds) * 1_000) };
}

export function isBefore(a: ChangePosition, b: ChangePosition): boolean {
  return a.xid < b.xid || (a.xid === b.xid && a.seq < b.seq);
}
