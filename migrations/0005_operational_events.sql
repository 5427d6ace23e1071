-- When webhook.disabled was told of it; null again once it has recovered. Those disabled before this version are not told.
alter table webhooks add column disabled_told_at timestamptz;
update webhooks set disabled_told_at = enabled_at where status = 'disabled';
create index webhooks_disabled on webhooks (id) where status = 'disabled';
create index webhooks_recovering on webhooks (id) where disabled_told_at is not null and status = 'enabled';

-- What failed lately, for delivery.failed: only deliveries that failed write to it.
create index deliveries_failed_lately on deliveries (finished_at) where status = 'failed';
