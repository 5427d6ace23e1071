import type { Webhook } from '@posthorn/client';
import { Group } from '@mantine/core';
import { Outlet, useParams } from '@tanstack/react-router';
import { BackLink } from '../../parts/back-link.js';
import { CopyButton } from '../../parts/copy-button.js';
import { ErrorState } from '../../parts/error-state.js';
import { LoadingState } from '../../parts/loading-state.js';
import { PageHeader } from '../../parts/page-header.js';
import { StatusChip } from '../../parts/status-chip.js';
import { useWebhook } from '../../queries/webhooks.js';
import { useSession } from '../../session.js';
import { HealthBanner } from './health-banner.js';
import { HeldBanner } from './held-banner.js';
import { WebhookActions } from './webhook-actions.js';
import { WebhookTabs } from './webhook-tabs.js';
import classes from './webhook.module.css';

export function WebhookScreen() {
  const { webhookId } = useParams({ from: '/signed-in/settings/webhook/$webhookId' });
  const { data: webhook, error, refetch } = useWebhook(webhookId);
  if (webhook) return <Shown webhook={webhook} />;
  return error ? <ErrorState error={error} retry={() => void refetch()} /> : <LoadingState rows={8} />;
}

function Shown({ webhook }: { webhook: Webhook }) {
  const { mayManage } = useSession();
  const { id, url, status, description } = webhook;
  const { host, pathname, search } = new URL(url);
  return (
    <>
      <PageHeader
        title={host}
        above={<BackLink to="/settings/webhook">Webhooks</BackLink>}
        actions={mayManage && <WebhookActions webhook={webhook} />}
      >
        <Group className={classes['facts']}>
          <StatusChip status={status} />
          <span className={classes['path']}>
            {pathname}
            {search} <CopyButton text={url} what="the URL" />
          </span>
          {description !== null && <span>{description}</span>}
          <span className={classes['id']}>
            {id} <CopyButton text={id} what="the id" />
          </span>
        </Group>
      </PageHeader>
      {status === 'enabled' ? <HealthBanner webhookId={id} /> : <HeldBanner webhook={webhook} />}
      <WebhookTabs webhookId={id} />
      <Outlet />
    </>
  );
}
