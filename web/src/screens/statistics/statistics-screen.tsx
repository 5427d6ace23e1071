import { useNavigate, useSearch } from '@tanstack/react-router';
import { ErrorState } from '../../parts/error-state.js';
import { PageHeader } from '../../parts/page-header.js';
import { useStatistics } from '../../queries/statistics.js';
import { SpanControl } from '../../statistics/span-control.js';
import { StatisticsLoading, StatisticsView } from '../../statistics/statistics-view.js';

export function StatisticsScreen() {
  const { span = '24h' } = useSearch({ from: '/signed-in/statistics' });
  const navigate = useNavigate({ from: '/statistics' });
  const { data, error, refetch, isPlaceholderData } = useStatistics(span);
  return (
    <>
      <PageHeader
        title="Statistics"
        actions={
          <SpanControl
            span={span}
            onSpan={(next) => void navigate({ search: { span: next }, replace: true })}
          />
        }
      >
        How deliveries of this workspace went. Tests are not counted.
      </PageHeader>
      {error && !data ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : !data ? (
        <StatisticsLoading />
      ) : (
        <StatisticsView statistics={data} isOld={isPlaceholderData} />
      )}
    </>
  );
}
