-- First attempts that the dispatcher makes itself (WORKFLOW_START on-failure and auto).
alter table queue
  -- the attempt in flight is the dispatcher's own, and no workflow knows of it
  add column direct boolean not null default false,
  -- that attempt failed: the row waits for its workflow, which any dispatcher may start from then on. It is a lease too:
  -- a dispatcher that takes the row moves it on.
  add column handover_at timestamptz;

-- the claim's walk over ready webhooks; rows that wait for their workflow are not the claim's
drop index queue_ready;
create index queue_ready on queue (webhook_id, due_at, delivery_id) where state = 'queued' and handover_at is null;
-- what the handovers look through
create index queue_handovers on queue (handover_at) where handover_at is not null;

-- It ended with the dispatcher's own attempt: there never was a workflow to look for.
alter table deliveries add column without_workflow boolean not null default false;
