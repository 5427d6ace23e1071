-- What the live stream tells, in the order of commits: a reader takes xid < pg_snapshot_xmin(pg_current_snapshot()) by
-- (xid, seq). A sequence alone loses rows: 2 may be seen before 1 is committed.
create sequence changes_seq;
create table changes (
  xid xid8 not null default pg_current_xact_id(),
  seq bigint not null default nextval('changes_seq'),
  at timestamptz not null default now(),
  workspace_id text not null,
  webhook_id uuid not null,
  -- null: the webhook itself changed its state
  delivery_id uuid,
  run integer,
  -- a delivery's: queued, retrying, delivered, failed, cancelled; a webhook's: enabled, paused, disabled, deleted
  status text not null,
  attempt_count integer
) partition by range (at);
-- the stream's read, and its resumption
create index changes_by_workspace on changes (workspace_id, xid, seq);

-- Counts of each minute, written with what they count. The slot keeps writers apart: a row belongs to one connection, so
-- nobody waits for another's commit, and nobody can deadlock; maintenance adds the slots up into slot 0.
create table stats_minute (
  webhook_id uuid not null,
  minute timestamptz not null,
  -- 'delivered', 'failed', 'cancelled': deliveries that ended; 'code:…': attempts by error code;
  -- 'latency:n': attempts that took from 10^(n/20) to 10^((n+1)/20) ms
  measure text not null,
  slot integer not null,
  workspace_id text not null,
  count bigint not null,
  primary key (webhook_id, minute, measure, slot)
) with (fillfactor = 80);
-- a whole workspace's statistics, and what maintenance adds up and drops
create index stats_minute_by_workspace on stats_minute (workspace_id, minute);
create index stats_minute_by_age on stats_minute (minute, slot);

-- Every way a delivery can be made or change, in one place: no statement that writes one can forget to tell of it.
create function posthorn_tell_made() returns trigger
language plpgsql as $$
begin
  insert into changes (workspace_id, webhook_id, delivery_id, run, status, attempt_count)
  select workspace_id, webhook_id, id, run, 'queued', 0 from made;
  return null;
end $$;
create trigger deliveries_made after insert on deliveries
  referencing new table as made for each statement execute function posthorn_tell_made();

create function posthorn_tell_changed() returns trigger
language plpgsql as $$
begin
  insert into changes (workspace_id, webhook_id, delivery_id, run, status, attempt_count)
  select n.workspace_id, n.webhook_id, n.id, n.run,
    case when n.status <> 'open' then n.status when n.run <> o.run then 'queued' else 'retrying' end, n.attempt_count
  from after n join before o on o.id = n.id
  where n.status <> o.status or n.attempt_count <> o.attempt_count;

  insert into stats_minute as s (webhook_id, minute, measure, slot, workspace_id, count)
  select t.webhook_id, date_trunc('minute', now()), m.measure, pg_backend_pid(), t.workspace_id, count(*)
  from (
    select n.*, n.status <> o.status as ended,
      n.next_seq <> o.next_seq or n.status = 'delivered' and o.status <> 'delivered' as attempted
    from after n join before o on o.id = n.id
    where not n.test
  ) t
  cross join lateral (
    select t.status as measure where t.ended and t.status <> 'open'
    union all
    select 'code:' || t.last_error_code where t.attempted and t.last_error_code is not null
    union all
    select 'latency:' || floor(20 * log(greatest(t.last_duration_ms, 1)::double precision))::int
    where t.attempted and t.last_duration_ms is not null
  ) m
  group by t.webhook_id, t.workspace_id, m.measure
  on conflict (webhook_id, minute, measure, slot) do update set count = s.count + excluded.count;
  return null;
end $$;
create trigger deliveries_changed after update on deliveries
  referencing old table as before new table as after for each statement execute function posthorn_tell_changed();

create function posthorn_tell_webhook() returns trigger
language plpgsql as $$
begin
  insert into changes (workspace_id, webhook_id, status)
  values (new.workspace_id, new.id, case when new.deleted_at is not null then 'deleted' else new.status end);
  return null;
end $$;
create trigger webhooks_changed after update of status, deleted_at on webhooks
  for each row when (new.status is distinct from old.status or new.deleted_at is distinct from old.deleted_at)
  execute function posthorn_tell_webhook();

-- Day partitions of changes, by their own time; kept a day, so at most two whole days and today's are there.
create function posthorn_keep_changes(days_ahead integer) returns void
language plpgsql set lock_timeout = '5s' as $$
declare
  today date := (now() at time zone 'utc')::date;
  day date;
  part record;
begin
  perform pg_advisory_xact_lock(hashtext('posthorn:partitions'));
  for offset_days in -1..days_ahead loop
    day := today + offset_days;
    if to_regclass(format('%I', 'changes_' || to_char(day, 'YYYYMMDD'))) is null then
      execute format(
        'create table %I partition of changes for values from (%L) to (%L)', 'changes_' || to_char(day, 'YYYYMMDD'),
        day::timestamp at time zone 'utc', (day + 1)::timestamp at time zone 'utc');
    end if;
  end loop;
  for part in
    select c.relname::text as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'changes'::regclass and c.relname < 'changes_' || to_char(today - 1, 'YYYYMMDD')
  loop
    execute format('drop table %I', part.name);
  end loop;
end $$;

select posthorn_keep_changes(8);

-- The answer of one call: changes first, so that a database whose partitions ran out gets all of them at once.
alter function posthorn_ensure_partitions(integer) rename to posthorn_ensure_delivery_partitions;
create function posthorn_ensure_partitions(days_ahead integer) returns integer
language plpgsql as $$
begin
  perform posthorn_keep_changes(days_ahead);
  return posthorn_ensure_delivery_partitions(days_ahead);
end $$;

-- Adds up the slots of minutes that nobody writes to any more, the minutes of days gone by into their hours, and forgets
-- what is older than retention_days. Answers how many rows it took away.
create function posthorn_fold_statistics(retention_days integer) returns bigint
language plpgsql as $$
declare
  folded bigint;
  settled timestamptz := date_trunc('minute', now()) - interval '5 minutes';
  old timestamptz := date_trunc('hour', now()) - interval '2 days';
begin
  perform pg_advisory_xact_lock(hashtext('posthorn:statistics'));
  delete from stats_minute where minute < now() - make_interval(days => retention_days);
  with taken as (
    delete from stats_minute
    where minute < settled and slot <> 0 or minute < old and minute <> date_trunc('hour', minute)
    returning *
  ),
  added as (
    insert into stats_minute as s (webhook_id, minute, measure, slot, workspace_id, count)
    select webhook_id, case when minute < old then date_trunc('hour', minute) else minute end, measure, 0, workspace_id, sum(count)
    from taken group by 1, 2, 3, 5
    on conflict (webhook_id, minute, measure, slot) do update set count = s.count + excluded.count
  )
  select count(*) into folded from taken;
  return folded;
end $$;
