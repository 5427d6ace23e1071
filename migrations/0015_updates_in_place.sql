-- Most deliveries are delivered, and a row whose indexed columns keep their values is updated in place, without a new entry
-- in each of its indexes. So no index names what a success changes: these two are null until a delivery ends badly.
alter table deliveries
  add column ended_badly text generated always as (case when status in ('failed', 'cancelled') then status end) stored,
  add column failed_at timestamptz generated always as (case when status = 'failed' then finished_at end) stored;

drop index deliveries_failed, deliveries_ended_badly, deliveries_failed_lately;
create index deliveries_failed on deliveries (webhook_id, id) where ended_badly = 'failed';
create index deliveries_ended_badly on deliveries (workspace_id, ended_badly, id) where ended_badly is not null;
create index deliveries_failed_lately on deliveries (failed_at) where failed_at is not null;
comment on index deliveries_failed is 'replay of what failed; looking for webhooks to disable';
comment on index deliveries_ended_badly is 'list of deliveries by status failed or cancelled';
comment on index deliveries_failed_lately is 'operational events: delivery.failed';

-- In place means in the same page: some of each is left free for it. What was before is pruned, so that the same room
-- serves one row after another.
create or replace function posthorn_ensure_partitions(days_ahead integer) returns integer
language plpgsql as $$
declare
  made integer;
  name text;
begin
  perform posthorn_keep_changes(days_ahead);
  made := posthorn_ensure_delivery_partitions(days_ahead);
  for name in
    select p.name from posthorn_time_partitions() p join pg_class c on c.oid = p.name::regclass
    where p.parent = 'deliveries' and c.reloptions is null
  loop
    execute format('alter table %I set (fillfactor = 70)', name);
  end loop;
  return made;
end $$;
select posthorn_ensure_partitions(8);
