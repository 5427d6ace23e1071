import { Webhook } from 'lucide-react';
import { EmptyState } from '../../parts/empty-state.js';
import { ErrorState } from '../../parts/error-state.js';
import { LoadingState } from '../../parts/loading-state.js';
import { PageHeader } from '../../parts/page-header.js';
import { useWebhooks } from '../../queries/webhooks.js';

export function WebhooksScreen() {
  const { data, error, refetch } = useWebhooks();
  return (
    <>
      <PageHeader title="Webhooks">Where events are sent.</PageHeader>
      {error ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : !data ? (
        <LoadingState />
      ) : data.length === 0 ? (
        <EmptyState icon={Webhook} title="No webhook yet" />
      ) : (
        data.map(({ id, url }) => <div key={id}>{url}</div>)
      )}
    </>
  );
}
