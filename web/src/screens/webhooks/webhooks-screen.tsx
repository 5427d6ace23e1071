import { Button } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Plus, SearchX } from 'lucide-react';
import { useMemo } from 'react';
import { EmptyState } from '../../parts/empty-state.js';
import { LinkButton } from '../../parts/link-button.js';
import { ErrorState } from '../../parts/error-state.js';
import { LoadingState } from '../../parts/loading-state.js';
import { PageHeader } from '../../parts/page-header.js';
import { useDayByWebhook } from '../../queries/stats.js';
import { useWebhooks } from '../../queries/webhooks.js';
import { useSession } from '../../session.js';
import { NoWebhooks } from './no-webhooks.js';
import { WebhookFilters } from './webhook-filters.js';
import { type WebhookItem, WebhookTable } from './webhook-table.js';

export function WebhooksScreen() {
  const { mayManage } = useSession();
  const { data: webhooks, error, refetch } = useWebhooks();
  return (
    <>
      <PageHeader
        title="Webhooks"
        actions={
          mayManage &&
          webhooks?.length !== 0 && (
            <LinkButton to="/settings/webhook/create" leftSection={<Plus size={16} />}>
              Create webhook
            </LinkButton>
          )
        }
      >
        Where events are sent, and how that goes.
      </PageHeader>
      {error && !webhooks ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : !webhooks ? (
        <LoadingState rows={4} height={72} />
      ) : webhooks.length === 0 ? (
        <NoWebhooks />
      ) : (
        <Some />
      )}
    </>
  );
}

function Some() {
  const { q = '', status } = useSearch({ from: '/signed-in/settings/webhook' });
  const navigate = useNavigate();
  const { data: webhooks } = useWebhooks();
  const { data: day } = useDayByWebhook();
  const items = useMemo((): WebhookItem[] => {
    const seriesById = new Map(day?.webhooks?.map((series) => [series.webhookId, series]));
    const sought = q.toLowerCase();
    return (webhooks ?? [])
      .filter((webhook) => status === undefined || webhook.status === status)
      .filter(({ url, description }) => `${url} ${description ?? ''}`.toLowerCase().includes(sought))
      .map((webhook) => ({ ...webhook, day: seriesById.get(webhook.id) }));
  }, [webhooks, day, q, status]);
  const clear = (): void => void navigate({ to: '/settings/webhook' });
  return (
    <>
      <WebhookFilters />
      {items.length > 0 ? (
        <WebhookTable items={items} />
      ) : (
        <EmptyState
          icon={SearchX}
          title="No webhook matches"
          actions={
            <Button variant="default" onClick={clear}>
              Show all
            </Button>
          }
        >
          {webhooks?.length} in all, none of them like this.
        </EmptyState>
      )}
    </>
  );
}
