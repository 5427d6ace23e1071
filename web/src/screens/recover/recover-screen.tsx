import { useNavigate, useSearch } from '@tanstack/react-router';
import { CircleOff } from 'lucide-react';
import { useMemo, useState } from 'react';
import { BackLink } from '../../parts/back-link.js';
import { EmptyState } from '../../parts/empty-state.js';
import { ErrorState } from '../../parts/error-state.js';
import { LoadingState } from '../../parts/loading-state.js';
import { PageHeader } from '../../parts/page-header.js';
import type { ReplayRequest } from '../../queries/replays.js';
import { useWebhooks } from '../../queries/webhooks.js';
import { EarlierReplays } from './earlier-replays.js';
import { RecoverForm } from './recover-form.js';
import { type RecoverSearch, eventTypesOf, readRecoverSearch, sinceOf } from './recover-search.js';
import { RecoverStart } from './recover-start.js';
import classes from './recover.module.css';

export function RecoverScreen() {
  const search = useSearch({
    from: '/signed-in/recover',
    select: readRecoverSearch,
    structuralSharing: true,
  });
  const navigate = useNavigate({ from: '/recover' });
  const { data: webhooks, error, refetch } = useWebhooks();
  const webhook =
    webhooks?.find(({ id }) => id === search.webhookId) ?? (webhooks?.length === 1 ? webhooks[0] : undefined);
  const request = useRequest(search);
  return (
    <>
      <PageHeader title="Recover" above={<BackLink to="/deliveries">Deliveries</BackLink>}>
        Send again what failed or was missed, all of it at once and at the pace that the webhook takes.
      </PageHeader>
      {error && !webhooks ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : !webhooks ? (
        <LoadingState rows={3} height={120} />
      ) : webhooks.length === 0 ? (
        <EmptyState icon={CircleOff} title="No webhook yet">
          There is nothing to recover where nothing is sent.
        </EmptyState>
      ) : (
        <div className={classes['columns']}>
          <RecoverForm
            search={search}
            webhooks={webhooks}
            webhook={webhook}
            onSearch={(changed) => void navigate({ search: changed, replace: true })}
          />
          <div className={classes['side']}>
            <RecoverStart webhook={webhook} request={request} />
            {webhook && <EarlierReplays webhookId={webhook.id} />}
          </div>
        </div>
      )}
    </>
  );
}

/** A span ends where the screen was opened: what is counted is what is sent. */
function useRequest(search: RecoverSearch): ReplayRequest {
  const [openedAt] = useState(() => Date.now());
  return useMemo(() => {
    const eventTypes = eventTypesOf(search);
    return {
      include: search.include ?? 'failed',
      since: sinceOf(search, openedAt),
      ...(search.until !== undefined && { until: search.until }),
      ...(eventTypes.length > 0 && { eventTypes }),
    };
  }, [search, openedAt]);
}
