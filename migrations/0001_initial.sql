-- Ids are UUID v7: the first 48 bits are milliseconds, so a range of ids is a range of time.

create function posthorn_uuid_at(at timestamptz) returns uuid
language sql immutable parallel safe as $$
  select (lpad(to_hex(floor(extract(epoch from at) * 1000)::bigint), 12, '0') || '00000000000000000000')::uuid
$$;

create function posthorn_uuid_time(id uuid) returns timestamptz
language sql immutable parallel safe as $$
  select to_timestamp(('x' || lpad(substr(replace(id::text, '-', ''), 1, 12), 16, '0'))::bit(64)::bigint / 1000.0)
$$;

create function posthorn_new_uuid() returns uuid
language sql volatile parallel safe as $$
  select (
    substr(replace(posthorn_uuid_at(clock_timestamp())::text, '-', ''), 1, 12) || '7' || substr(r, 1, 3) || '8' || substr(r, 4, 15)
  )::uuid
  from replace(gen_random_uuid()::text, '-', '') r
$$;

-- The event's time prefix, then a hash of the pair: one day of events and their deliveries share a partition range,
-- and the primary key is what makes (event, webhook) unique.
create function posthorn_delivery_id(event_id uuid, webhook_id uuid) returns uuid
language sql immutable parallel safe as $$
  select (
    substr(replace(event_id::text, '-', ''), 1, 12) || '7' || substr(h, 1, 3) || '8' || substr(h, 4, 15)
  )::uuid
  from encode(sha256(uuid_send(event_id) || uuid_send(webhook_id)), 'hex') h
$$;

create table meta (
  key text primary key,
  value bytea not null
);

create table workspaces (
  id text primary key,
  name text not null,
  created_at timestamptz not null default now(),
  -- Set by DELETE; the row goes once everything of the tenant is erased.
  deleted_at timestamptz
);
insert into workspaces (id, name) values ('default', 'Default');

create table api_keys (
  id uuid primary key,
  name text not null,
  role text not null check (role in ('admin', 'manage', 'emit', 'read')),
  -- null: a key of the instance (admin, or emit for every workspace)
  workspace_id text,
  hash bytea not null unique,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  revoked_at timestamptz
);

create table webhooks (
  id uuid primary key,
  workspace_id text not null,
  url text not null,
  events text[] not null,
  description text,
  status text not null default 'enabled' check (status in ('enabled', 'paused', 'disabled')),
  status_reason text,
  -- as given; null: the instance's DEFAULT_RETRY_POLICY
  retry_policy jsonb,
  timeout_ms integer,
  success_status text check (success_status in ('2xx', '200')),
  header_names text[] not null default '{}',
  -- sealed JSON object {name: value}
  headers bytea,
  rate_limit_per_second double precision,
  max_concurrency integer not null default 20,
  workflow_start text check (workflow_start in ('always', 'auto', 'on-failure')),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz
);
create index webhooks_by_workspace on webhooks (workspace_id, id) where deleted_at is null;
-- what the sweeper looks through for rows that a DELETE left behind
create index webhooks_deleted on webhooks (deleted_at) where deleted_at is not null;

create table secrets (
  id uuid primary key,
  webhook_id uuid not null,
  signing text not null check (signing in ('hmac', 'ed25519')),
  -- sealed: the raw HMAC key, or the 64-byte ed25519 private key (seed and public key)
  sealed bytea not null,
  public_key bytea,
  created_at timestamptz not null default now(),
  -- null: the current one; else it signs beside the newer ones until then
  expires_at timestamptz
);
create index secrets_by_webhook on secrets (webhook_id, created_at desc);

-- What an insert of an event matches against: pattern is a name, 'prefix.*' or '*'.
create table subscriptions (
  workspace_id text not null,
  pattern text not null,
  webhook_id uuid not null,
  primary key (workspace_id, pattern, webhook_id)
);
create index subscriptions_by_webhook on subscriptions (webhook_id);

create table events (
  id uuid primary key,
  workspace_id text not null,
  type text not null,
  external_id text,
  subject text,
  occurred_at timestamptz not null,
  accepted_at timestamptz not null default now(),
  test boolean not null default false,
  -- the envelope's exact bytes, as sent; null once erased
  payload bytea
) partition by range (id);
create index events_by_workspace on events (workspace_id, id);
create index events_by_subject on events (workspace_id, subject, id) where subject is not null;

create table deliveries (
  id uuid primary key,
  event_id uuid not null,
  webhook_id uuid not null,
  workspace_id text not null,
  event_type text not null,
  subject text,
  test boolean not null default false,
  -- 'open' while a queue row exists; what is shown then is derived from that row and the webhook
  status text not null default 'open' check (status in ('open', 'delivered', 'failed', 'cancelled')),
  -- why it ended, where the status alone does not tell
  reason text,
  run integer not null default 1,
  -- of the run that finished last; while open the queue row counts
  attempt_count integer not null default 0,
  maximum_attempts integer,
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  -- the newest POST /deliveries/{id}/retry: presses within a second are one
  retried_at timestamptz,
  -- rises with every workflow that takes the delivery over; survives the queue row
  generation integer not null default 1,
  -- the next attempt's place among all attempts of this delivery
  next_seq integer not null default 1,
  last_response_status integer,
  last_error_code text,
  last_duration_ms integer
) partition by range (id);
create index deliveries_by_workspace on deliveries (workspace_id, id);
create index deliveries_by_webhook on deliveries (webhook_id, id);
create index deliveries_by_event on deliveries (event_id);
create index deliveries_by_subject on deliveries (workspace_id, subject, id) where subject is not null;
create index deliveries_failed on deliveries (webhook_id, id) where status = 'failed';

create table attempts (
  delivery_id uuid not null,
  seq integer not null,
  id uuid not null,
  run integer not null,
  -- the number within its run; an unknown-outcome attempt has the number it would have had
  number integer not null,
  trigger text not null check (trigger in ('schedule', 'manual', 'replay', 'test')),
  started_at timestamptz not null,
  duration_ms integer,
  url text not null,
  response_status integer,
  error_code text,
  error_message text,
  request_headers jsonb,
  response_headers jsonb,
  response_body bytea,
  response_truncated boolean not null default false,
  primary key (delivery_id, seq)
) partition by range (delivery_id);

-- One row an open delivery. Every write is a compare-and-set on generation (which workflow execution owns the
-- delivery) and token (which attempt is in flight, until deadline).
create table queue (
  delivery_id uuid primary key,
  event_id uuid not null,
  webhook_id uuid not null,
  workspace_id text not null,
  generation integer not null default 1,
  run integer not null default 1,
  -- queued: the dispatcher's; retrying: a workflow's; sending: an attempt is in flight
  state text not null default 'queued' check (state in ('queued', 'sending', 'retrying')),
  -- outcomes of the receiver or its configuration in this run: what uses up attempts
  charged integer not null default 0,
  -- POSTs that may have begun in this run
  tries integer not null default 0,
  due_at timestamptz not null default now(),
  trigger text not null default 'schedule' check (trigger in ('schedule', 'manual', 'replay', 'test')),
  test boolean not null default false,
  owner uuid,
  token uuid,
  claimed_at timestamptz,
  deadline timestamptz,
  -- why, when a cancel was asked while an attempt was in flight: its record reads it
  cancel_reason text,
  -- when the sweeper looks at a row that is not queued
  check_at timestamptz
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);
-- the claim's walk over ready webhooks
create index queue_ready on queue (webhook_id, due_at, delivery_id) where state = 'queued';
-- test sends are claimed on paused webhooks too
create index queue_tests on queue (due_at) where state = 'queued' and test;
-- the sweeper
create index queue_unsettled on queue (check_at) where state <> 'queued';
-- how many timers of a webhook wait in Temporal; which tokens DELETE waits for; the held count
create index queue_by_webhook on queue (webhook_id, state);
create index queue_by_event on queue (event_id);

create table event_ids (
  workspace_id text not null,
  external_id text not null,
  event_id uuid not null,
  -- sha256 of what the producer sent: the same id with another body is a conflict
  body_hash bytea not null,
  created_at timestamptz not null default now(),
  primary key (workspace_id, external_id)
);
create index event_ids_by_age on event_ids (created_at);

create table idempotency (
  workspace_id text not null,
  method text not null,
  path text not null,
  key text not null,
  body_hash bytea not null,
  status integer not null,
  -- sealed JSON of the answer
  response bytea not null,
  created_at timestamptz not null default now(),
  primary key (workspace_id, method, path, key)
);
create index idempotency_by_age on idempotency (created_at);

create table workers (
  id uuid primary key,
  started_at timestamptz not null default now(),
  beat_at timestamptz not null default now()
);

-- Day partitions [today - 1, today + days_ahead] of the three big tables. No default partition: a stray row in it
-- would block the real one. Answers how many it made. It gives up rather than make accepts queue behind it.
create function posthorn_ensure_partitions(days_ahead integer) returns integer
language plpgsql set lock_timeout = '5s' as $$
declare
  parent text;
  day date;
  made integer := 0;
begin
  perform pg_advisory_xact_lock(hashtext('posthorn:partitions'));
  foreach parent in array array['events', 'deliveries', 'attempts'] loop
    for offset_days in -1..days_ahead loop
      day := (now() at time zone 'utc')::date + offset_days;
      if to_regclass(format('%I', parent || '_' || to_char(day, 'YYYYMMDD'))) is null then
        execute format(
          'create table %I partition of %I for values from (%L) to (%L)',
          parent || '_' || to_char(day, 'YYYYMMDD'), parent,
          posthorn_uuid_at(day::timestamp at time zone 'utc'),
          posthorn_uuid_at((day + 1)::timestamp at time zone 'utc'));
        made := made + 1;
      end if;
    end loop;
  end loop;
  return made;
end $$;

create function posthorn_day_partitions() returns table (name text, day date)
language sql stable as $$
  select c.relname::text, to_date(right(c.relname, 8), 'YYYYMMDD')
  from pg_inherits i
  join pg_class c on c.oid = i.inhrelid
  join pg_class p on p.oid = i.inhparent
  where p.relname in ('events', 'deliveries', 'attempts') and c.relname ~ '_[0-9]{8}$'
$$;

-- Drops the partitions whose whole day is older than retention_days, but none that an open delivery still needs. The
-- tables are locked first, in the order in which an accept and a record take them: so nobody deadlocks with it, and no
-- retry can open a delivery of a day between the look and the drop. It gives up rather than make accepts queue behind it.
create function posthorn_drop_partitions(retention_days integer) returns text[]
language plpgsql set lock_timeout = '5s' as $$
declare
  first_kept date := (now() at time zone 'utc')::date - retention_days;
  part record;
  dropped text[] := '{}';
begin
  perform pg_advisory_xact_lock(hashtext('posthorn:partitions'));
  if not exists (select from posthorn_day_partitions() p where p.day < first_kept) then
    return dropped;
  end if;
  lock table events, deliveries, attempts in access exclusive mode;
  for part in
    select p.name from posthorn_day_partitions() p
    where p.day < first_kept and not exists (
      select from queue q
      where q.delivery_id >= posthorn_uuid_at(p.day::timestamp at time zone 'utc')
        and q.delivery_id < posthorn_uuid_at((p.day + 1)::timestamp at time zone 'utc'))
    order by p.name
  loop
    execute format('drop table %I', part.name);
    dropped := dropped || part.name;
  end loop;
  return dropped;
end $$;

select posthorn_ensure_partitions(8);
