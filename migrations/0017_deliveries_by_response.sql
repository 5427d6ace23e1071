-- A list by responseStatus: any but 200, which nearly all have. As in 0015, the column is null for what is answered with that,
-- so that a delivery which arrives is still updated in place.
alter table deliveries
  add column unusual_response integer
    generated always as (case when last_response_status <> 200 then last_response_status end) stored;

create index deliveries_by_response on deliveries (workspace_id, unusual_response, id) where unusual_response is not null;
comment on index deliveries_by_response is 'list of deliveries by a responseStatus that is not 200';
comment on index deliveries_by_error is 'list of deliveries by errorCode';
