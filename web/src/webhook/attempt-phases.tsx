import type { Attempt } from '@posthorn/client';
import { latency } from '../parts/time-text.js';
import classes from './attempt-phases.module.css';

type Phases = NonNullable<Attempt['phases']>;

const NAMES: Record<keyof Phases, string> = {
  lookupMs: 'name look-up',
  connectMs: 'connect',
  tlsMs: 'TLS',
  waitMs: 'wait for the answer',
};

/** Where the attempt's time went; nothing where it never had a connection. */
export function AttemptPhases({ attempt: { phases } }: { attempt: Attempt }) {
  if (!phases) return null;
  const parts = (['lookupMs', 'connectMs', 'tlsMs', 'waitMs'] as const).flatMap((name) => {
    const ms = phases[name];
    return ms === null ? [] : [{ name, ms }];
  });
  return (
    <section className={classes['phases']} aria-label="Where the time went">
      <div className={classes['bar']} aria-hidden>
        {parts.map(({ name, ms }) => (
          <span key={name} data-phase={name} style={{ flexGrow: ms }} />
        ))}
      </div>
      <ul className={classes['names']}>
        {phases.connectMs === null && <li>connection kept from before</li>}
        {parts.map(({ name, ms }) => (
          <li key={name} data-phase={name}>
            {NAMES[name]} <span className={classes['time']}>{ms === 0 ? '< 1 ms' : latency(ms)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
