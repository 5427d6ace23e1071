-- Sending again what failed, or what was missed, of a webhook over a span of time. The row is the truth: a workflow takes
-- it forward page by page, each page one transaction with its cursor, so that it goes on where it was after any crash.
create table replays (
  id uuid primary key,
  workspace_id text not null,
  webhook_id uuid not null,
  include text not null check (include in ('failed', 'missing', 'all')),
  -- of the event's time: since, inclusive, and until, exclusive
  since timestamptz not null,
  until timestamptz not null,
  -- null: any
  event_types text[],
  status text not null default 'running' check (status in ('running', 'completed', 'cancelled')),
  -- why it was cancelled
  reason text,
  -- how many deliveries it was about when it was started
  total integer not null,
  -- how many of them are queued so far
  sent integer not null default 0,
  -- the delivery (failed) or event (missing, all) that ended the page before
  cursor uuid,
  created_at timestamptz not null default now(),
  finished_at timestamptz
);
create index replays_by_webhook on replays (webhook_id, id);
create index replays_by_workspace on replays (workspace_id);
-- at most one at a time, and what needs a workflow
create unique index replays_running on replays (webhook_id) where status = 'running';
