import type { Db } from './db.js';
import type { ReplayRequest } from './replays.js';

/** How many deliveries a replay would send now. `takenTypes`: the event types that the webhook's patterns take. */
export async function countReplay(
  db: Db,
  replay: ReplayRequest,
  takenTypes: readonly string[],
): Promise<number> {
  const { rows } = await db.query<{ finished: number; missing: number }>(
    `with bounds as materialized (
       select posthorn_uuid_at(greatest($3::timestamptz, 'epoch')) as first, posthorn_uuid_at(greatest($4::timestamptz, 'epoch')) as last
     )
     select (
       select count(*)::int from deliveries d
       where $5 <> 'missing' and d.webhook_id = $2 and d.id >= (select first from bounds) and d.id < (select last from bounds)
         and (d.ended_badly = 'failed' or $5 = 'all' and d.status = 'delivered') and not d.test
         and ($6::text[] is null or d.event_type = any($6))
         and exists (select from events e where e.id = d.event_id and e.payload is not null)
     ) as finished, (
       select count(*)::int from events e
       where $5 <> 'failed' and e.workspace_id = $1 and e.id >= (select first from bounds) and e.id < (select last from bounds)
         and e.type = any($7) and ($6::text[] is null or e.type = any($6)) and not e.test and e.payload is not null
         and not exists (
           select from deliveries d
           where d.id = posthorn_delivery_id(e.id, $2) and d.id >= (select first from bounds) and d.id < (select last from bounds)
         )
     ) as missing`,
    [
      replay.workspaceId,
      replay.webhookId,
      replay.since,
      replay.until,
      replay.include,
      replay.eventTypes,
      takenTypes,
    ],
  );
  const { finished, missing } = rows[0]!;
  return finished + missing;
}
