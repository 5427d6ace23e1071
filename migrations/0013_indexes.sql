-- What an event's deliveries are found by is their own key: their ids begin with its time. Each claim and record wrote to these.
drop index deliveries_by_event;
drop index queue_by_event;

create index deliveries_by_type on deliveries (workspace_id, event_type, id);
create index events_by_type on events (workspace_id, type, id);

-- Anew, so that they are the youngest: of indexes that cost the same Postgres takes that, and on a partition that was analyzed
-- while it was empty all of them do. A plan that is kept would find each row by reading through deliveries_by_type.
alter table events drop constraint events_pkey, add primary key (id);
alter table deliveries drop constraint deliveries_pkey, add primary key (id);

-- Each index, and what needs it; test/engine/indexes.test.ts holds that none is without.
comment on index webhooks_by_workspace is 'list of a workspace''s webhooks; erasing a workspace';
comment on index webhooks_deleted is 'sweeper: queue rows that a DELETE left behind';
comment on index webhooks_disabled is 'operational events: webhook.disabled';
comment on index webhooks_recovering is 'operational events: webhook.recovered';
comment on index secrets_by_webhook is 'claim and begin: the secrets that sign; list of secrets';
comment on index subscriptions_by_webhook is 'replacing or removing a webhook''s patterns';
comment on index events_by_workspace is 'list of events; replay of missed events; erasing a workspace';
comment on index events_by_type is 'list of events by eventType, rare ones among them';
comment on index events_by_subject is 'list of events by subject';
comment on index events_unmatched is 'list of events with matched=false';
comment on index deliveries_by_workspace is 'list of deliveries; erasing a workspace';
comment on index deliveries_by_webhook is 'list of deliveries by webhookId; a webhook''s last success; replay';
comment on index deliveries_by_type is 'list of deliveries by eventType, rare ones among them';
comment on index deliveries_by_subject is 'list of deliveries by subject';
comment on index deliveries_failed is 'replay of what failed; looking for webhooks to disable';
comment on index deliveries_ended_badly is 'list of deliveries by status failed or cancelled';
comment on index deliveries_by_error is 'list of deliveries by errorCode, and by a responseStatus that is no 2xx';
comment on index deliveries_failed_lately is 'operational events: delivery.failed';
comment on index queue_ready is 'claim: the walk over ready webhooks, and the due rows of each; how far workers are behind';
comment on index queue_tests is 'claim: test sends, which are sent on paused webhooks too';
comment on index queue_unsettled is 'sweeper: attempts past their deadline, workflows that are late';
comment on index queue_by_webhook is 'claim: attempts in flight of a webhook; record: its timers in Temporal; held count; ending its deliveries; backlog';
comment on index queue_handovers is 'first attempts that failed and wait for their workflow';
comment on index event_ids_by_age is 'maintenance: externalIds past retention';
comment on index idempotency_by_age is 'maintenance: kept answers past a day';
comment on index audit_by_workspace is 'list of audit records';
comment on index changes_by_workspace is 'the live stream, and its resumption';
comment on index stats_minute_by_workspace is 'statistics of a workspace';
comment on index stats_minute_by_age is 'maintenance: adding up and dropping counts';
comment on index replays_by_webhook is 'list of a webhook''s replays';
comment on index replays_by_workspace is 'erasing a workspace';
comment on index replays_running is 'at most one replay of a webhook at a time; replays that need a workflow';
