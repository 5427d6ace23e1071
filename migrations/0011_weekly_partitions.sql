-- Partitions of a week in place of a day: each statement on a partitioned table locks and prepares all of its partitions,
-- and 90 days of them made a list twelve times as slow as eight did. A week is dropped once its last day is past retention.

-- Those of the three big tables: `table_w20261123` is the week that begins on that Monday, `table_20261123` a day of
-- before. end_day is exclusive.
create function posthorn_time_partitions() returns table (parent text, name text, first_day date, end_day date)
language sql stable as $$
  select p.relname::text, c.relname::text, d.first_day, d.first_day + case when c.relname ~ '_w[0-9]{8}$' then 7 else 1 end
  from pg_inherits i
  join pg_class c on c.oid = i.inhrelid
  join pg_class p on p.oid = i.inhparent
  cross join lateral (select to_date(right(c.relname, 8), 'YYYYMMDD') as first_day) d
  where i.inhparent in ('events'::regclass, 'deliveries'::regclass, 'attempts'::regclass) and c.relname ~ '_w?[0-9]{8}$'
$$;

-- Partitions for [today - 1, today + days_ahead]. A week of which some days have partitions of their own, from before, is
-- filled up with days.
create or replace function posthorn_ensure_delivery_partitions(days_ahead integer) returns integer
language plpgsql set lock_timeout = '5s' as $$
declare
  big text;
  today date := (now() at time zone 'utc')::date;
  day date;
  first date;
  made integer := 0;
begin
  perform pg_advisory_xact_lock(hashtext('posthorn:partitions'));
  foreach big in array array['events', 'deliveries', 'attempts'] loop
    for offset_days in -1..days_ahead loop
      day := today + offset_days;
      first := date_trunc('week', day)::date;
      continue when exists (
        select from posthorn_time_partitions() p where p.parent = big and p.first_day <= day and p.end_day > day);
      if exists (
        select from posthorn_time_partitions() p where p.parent = big and p.first_day < first + 7 and p.end_day > first)
      then
        execute format(
          'create table %I partition of %I for values from (%L) to (%L)', big || '_' || to_char(day, 'YYYYMMDD'), big,
          posthorn_uuid_at(day::timestamp at time zone 'utc'),
          posthorn_uuid_at((day + 1)::timestamp at time zone 'utc'));
      else
        execute format(
          'create table %I partition of %I for values from (%L) to (%L)', big || '_w' || to_char(first, 'YYYYMMDD'), big,
          posthorn_uuid_at(first::timestamp at time zone 'utc'),
          posthorn_uuid_at((first + 7)::timestamp at time zone 'utc'));
      end if;
      made := made + 1;
    end loop;
  end loop;
  return made;
end $$;

-- Drops the partitions whose every day is older than retention_days, but none that an open delivery still needs. The
-- tables are locked first, in the order in which an accept and a record take them: so nobody deadlocks with it, and no
-- retry can open a delivery of a day between the look and the drop. It gives up rather than make accepts queue behind it.
create or replace function posthorn_drop_partitions(retention_days integer) returns text[]
language plpgsql set lock_timeout = '5s' as $$
declare
  first_kept date := (now() at time zone 'utc')::date - retention_days;
  part record;
  dropped text[] := '{}';
begin
  perform pg_advisory_xact_lock(hashtext('posthorn:partitions'));
  if not exists (select from posthorn_time_partitions() p where p.end_day <= first_kept) then
    return dropped;
  end if;
  lock table events, deliveries, attempts in access exclusive mode;
  for part in
    select p.name from posthorn_time_partitions() p
    where p.end_day <= first_kept and not exists (
      select from queue q
      where q.delivery_id >= posthorn_uuid_at(p.first_day::timestamp at time zone 'utc')
        and q.delivery_id < posthorn_uuid_at(p.end_day::timestamp at time zone 'utc'))
    order by p.name
  loop
    execute format('drop table %I', part.name);
    dropped := dropped || part.name;
  end loop;
  return dropped;
end $$;

drop function posthorn_day_partitions();

-- A database without events yet begins with weeks.
do $$
declare
  part record;
begin
  if exists (select from events) or exists (select from deliveries) then
    return;
  end if;
  for part in select name from posthorn_time_partitions() loop
    execute format('drop table %I', part.name);
  end loop;
  perform posthorn_ensure_partitions(8);
end $$;
