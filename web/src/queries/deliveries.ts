import type { Delivery, DeliveryQuery, DeliveryRow } from '@posthorn/client';
import {
  type QueryClient,
  type QueryKey,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useApi } from '../api.js';
import { type DeliveryPages, withChanges } from './delivery-pages.js';
import { firstPage } from './first-page.js';

export type DeliveryFilter = Omit<DeliveryQuery, 'limit' | 'cursor'>;

/** As many as the API gives at once: going through thousands takes few calls. */
const ROWS_A_PAGE = 250;

/** The list as far as it was scrolled. The stream keeps it fresh: see `useLiveDeliveries`. */
export function useDeliveryPages(filter: DeliveryFilter) {
  const { posthorn, workspaceId } = useApi();
  const queryKey = [workspaceId, 'deliveries', filter];
  const query = useInfiniteQuery({
    queryKey,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam: cursor, signal }) =>
      firstPage(posthorn.deliveries.list({ ...filter, limit: ROWS_A_PAGE, cursor }, { signal })),
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    staleTime: Infinity,
    refetchOnMount: 'always',
  });
  return { ...query, queryKey };
}

/** How often an open delivery is asked for: the stream does not tell that an attempt begins. */
const WHILE_OPEN_MS = 3_000;
/** Temporal knows of the end a little later than the record. */
const WHILE_WORKFLOW_ENDS_MS = 1_000;

/** One delivery with the attempts of its newest run, or of another one. */
export function useDelivery(deliveryId: string, run?: number) {
  const { posthorn, workspaceId } = useApi();
  return useQuery({
    queryKey: [workspaceId, 'delivery', deliveryId, run ?? 'newest'],
    queryFn: ({ signal }) =>
      posthorn.deliveries.get(deliveryId, run === undefined ? {} : { run }, { signal }),
    // Another run is asked for without the page going blank.
    placeholderData: (previous) => (previous?.id === deliveryId ? previous : undefined),
    refetchInterval: ({ state: { data } }) => {
      if (!data) return false;
      if (data.finishedAt === null) return WHILE_OPEN_MS;
      return data.workflow.status === 'RUNNING' ? WHILE_WORKFLOW_ENDS_MS : false;
    },
  });
}

/** Open: its next attempt now. Finished: sends it again. */
export function useRetryDelivery() {
  const { posthorn } = useApi();
  return useAction((deliveryId: string) => posthorn.deliveries.retry(deliveryId));
}

export function useCancelDelivery() {
  const { posthorn } = useApi();
  return useAction((deliveryId: string) => posthorn.deliveries.cancel(deliveryId));
}

function useAction(act: (deliveryId: string) => Promise<DeliveryRow>) {
  const { workspaceId } = useApi();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSuccess: (row) => showInLists(queryClient, [workspaceId, 'deliveries'], row),
    onSettled: (_row, _error, deliveryId) =>
      queryClient.invalidateQueries({ queryKey: [workspaceId, 'delivery', deliveryId] }),
  });
}

/** A row that was told by an answer, wherever it is listed. */
export function showInLists(queryClient: QueryClient, queryKey: QueryKey, row: DeliveryRow): void {
  queryClient.setQueriesData<DeliveryPages>(
    { queryKey },
    (pages) => pages && withChanges(pages, new Map([[row.id, row]])),
  );
}

/** What the delivery waits for, where its webhook holds it or no longer does: the stream does not tell that of each. */
export function standingOf(
  { status, attemptCount }: Pick<Delivery, 'status' | 'attemptCount'>,
  webhook: { status: string } | undefined,
): Delivery['status'] {
  if (!webhook) return status;
  const isEnabled = webhook.status === 'enabled';
  if (!isEnabled && (status === 'queued' || status === 'retrying')) return 'held';
  if (isEnabled && status === 'held') return attemptCount > 0 ? 'retrying' : 'queued';
  return status;
}
