import { Group } from '@mantine/core';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { ErrorState } from '../../parts/error-state.js';
import { useWebhookStatistics } from '../../queries/statistics.js';
import { SpanControl } from '../../statistics/span-control.js';
import { StatisticsLoading, StatisticsView } from '../../statistics/statistics-view.js';

export function StatisticsTab() {
  const { webhookId } = useParams({ from: '/signed-in/settings/webhook/$webhookId/statistics' });
  const { span = '24h' } = useSearch({ from: '/signed-in/settings/webhook/$webhookId/statistics' });
  const navigate = useNavigate({ from: '/settings/webhook/$webhookId/statistics' });
  const { data, error, refetch, isPlaceholderData } = useWebhookStatistics(webhookId, span);
  return (
    <>
      <Group justify="flex-end" mb="md">
        <SpanControl
          span={span}
          onSpan={(next) => void navigate({ search: { span: next }, replace: true })}
        />
      </Group>
      {error && !data ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : !data ? (
        <StatisticsLoading />
      ) : (
        <StatisticsView statistics={data} isOld={isPlaceholderData} webhookId={webhookId} />
      )}
    </>
  );
}
