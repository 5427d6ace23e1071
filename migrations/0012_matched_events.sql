-- Whether any webhook took the event. Looked for among the deliveries of each event, the few that none took were found by
-- reading through all the others.
alter table events add column matched boolean not null default true;
update events e set matched = false
where not exists (
  select from deliveries d
  where d.event_id = e.id
    and d.id >= (left(e.id::text, 13) || '-0000-0000-000000000000')::uuid
    and d.id <= (left(e.id::text, 13) || '-ffff-ffff-ffffffffffff')::uuid);
create index events_unmatched on events (workspace_id, id) where not matched;
