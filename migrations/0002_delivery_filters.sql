-- What a person looks for in a workspace among millions of delivered: what failed or was cancelled, and by which error.
-- Partial, so that a delivery which arrives at once writes to neither.
create index deliveries_ended_badly on deliveries (workspace_id, status, id) where status in ('failed', 'cancelled');
create index deliveries_by_error on deliveries (workspace_id, last_error_code, id) where last_error_code is not null;
