// Runs in the process itself, before anything else there.
const SHIFT = `const RealDate = Date;
const now = () => RealDate.now() + BY_MS;
globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, newTarget) => Reflect.construct(target, args.length > 0 ? args : [now()], newTarget),
  apply: () => new RealDate(now()).toString(),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
});`;

/**
 * Environment of a process whose clock is off by so much. A machine's clock cannot be moved for one process; all that it
 * reads of the time of day can. Its monotonic clock stays.
 */
export function shiftedClock(byMs: number): Record<string, string> {
  const code = encodeURIComponent(SHIFT.replace('BY_MS', String(byMs)));
  return { NODE_OPTIONS: `--import "data:text/javascript,${code}"` };
}
