import type { EventRow } from '@posthorn/client';
import { Link, useNavigate } from '@tanstack/react-router';
import { UnmatchedReason } from '../../event/unmatched.js';
import { useRowCursor } from '../../keyboard/use-row-cursor.js';
import table from '../../parts/data-table.module.css';
import { RelativeTime } from '../../parts/relative-time.js';
import { Chip } from '../../parts/status-chip.js';
import classes from './events.module.css';

export function EventTable({ rows }: { rows: readonly EventRow[] }) {
  const navigate = useNavigate();
  const current = useRowCursor(
    rows.map(({ id }) => id),
    (eventId) => void navigate({ to: '/events/$eventId', params: { eventId } }),
  );
  return (
    <div className={table['frame']}>
      <table className={`${table['table']} ${classes['table']}`}>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">Event</th>
            <th scope="col">Subject</th>
            <th scope="col">External id</th>
            <th scope="col">Went to</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((event) => (
            <tr key={event.id} data-row={event.id} data-current={event.id === current || undefined}>
              <td className={classes['time']}>
                <RelativeTime at={event.timestamp} />
              </td>
              <td className={classes['event']}>
                <Link
                  to="/events/$eventId"
                  params={{ eventId: event.id }}
                  className={`${classes['link']} ${table['opens']}`}
                >
                  {event.event}
                </Link>
                {event.test && <Chip tone="neutral">test</Chip>}
              </td>
              <td className={classes['quiet']}>{event.subject ?? ''}</td>
              <td className={`${classes['quiet']} ${classes['external']}`}>{event.externalId ?? ''}</td>
              <td className={classes['to']}>
                <WentTo event={event} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function WentTo({ event }: { event: EventRow }) {
  if (event.deliveries > 0) return event.deliveries === 1 ? '1 webhook' : `${event.deliveries} webhooks`;
  return (
    <span className={classes['unmatched']}>
      <Chip tone="waiting">matched no webhook</Chip>
      <UnmatchedReason event={event} />
    </span>
  );
}
