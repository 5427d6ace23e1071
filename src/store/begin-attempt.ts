import type { AttemptKey } from '../contract/outcome.js';
import {
  type AttemptJob,
  JOB_COLUMNS,
  jobReader,
  type JobRow,
  loadJobEvents,
  SECRETS_COLUMN,
} from './attempt-job.js';
import type { Db } from './db.js';
import { openAttempt } from './fence.js';

/** Temporal's timers and the row's due time may differ by so much. */
const EARLY_MS = 1_000;

// The webhook is locked before the row, as everywhere, so that a discard under the webhook's lock cannot deadlock with it.
const BEGIN = `
with open_webhook as materialized (
  select w.*, ${SECRETS_COLUMN} from (
    select * from webhooks where id = (select webhook_id from queue where delivery_id = $1) limit 1 for share
  ) w where w.deleted_at is null
),
target as materialized (
  select q.delivery_id from queue q join open_webhook w on w.id = q.webhook_id
  where q.delivery_id = $1 and q.generation = $2 and q.token is null and q.cancel_reason is null
    and (w.status = 'enabled' or q.test) and ($5 or q.due_at <= now() + interval '${EARLY_MS} milliseconds')
  for update of q
),
begun as (
  update queue q set ${openAttempt('$3', 'coalesce(w.timeout_ms, $4::int)')}
  from target t, open_webhook w where q.delivery_id = t.delivery_id
  returning q.*
)
select ${JOB_COLUMNS} from begun q join open_webhook w on w.id = q.webhook_id`;

/**
 * Opens an attempt for the workflow that owns the delivery; undefined when its row does not allow one now. `mayBeEarly`:
 * somebody asked for it, else it waits for its due time, as when Temporal repeats an activity whose record was written.
 */
export async function beginAttempt(
  db: Db,
  key: AttemptKey,
  options: { owner: string; defaultTimeoutMs: number; mayBeEarly?: boolean },
): Promise<AttemptJob | undefined> {
  const askedAtMs = performance.now();
  const { rows } = await db.query<JobRow>({
    name: 'begin-attempt',
    text: BEGIN,
    values: [
      key.deliveryId,
      key.generation,
      options.owner,
      options.defaultTimeoutMs,
      options.mayBeEarly ?? false,
    ],
  });
  const [row] = rows;
  if (!row) return undefined;
  const events = await loadJobEvents(db, [row.event_id]);
  return jobReader(askedAtMs, options.defaultTimeoutMs)(row, events.get(row.event_id)!);
}
