import type pg from 'pg';

/** Puts delivered rows into the list by SQL, one every 100 ms, the newest for `lead-1`. */
export async function seedDeliveries(
  db: Pick<pg.ClientBase, 'query'>,
  webhookId: string,
  count: number,
): Promise<void> {
  await db.query(
    `with made as (
       select n, posthorn_uuid_at(now() - n * interval '100 milliseconds') as id from generate_series(1, $2::int) n
     ),
     kept as (
       insert into events (id, workspace_id, type, subject, occurred_at, payload)
       select id, 'default', 'lead.updated', 'lead-' || n, now(), '{}' from made
     )
     insert into deliveries (id, event_id, webhook_id, workspace_id, event_type, subject, status, attempt_count, next_seq,
       finished_at, last_response_status, last_duration_ms)
     select id, id, $1, 'default', 'lead.updated', 'lead-' || n, 'delivered', 1, 2, now(), 200, 12 from made`,
    [webhookId, count],
  );
}
