import { useQuery } from '@tanstack/react-query';
import { useApi } from '../api.js';

const WEEK_MS = 7 * 24 * 3_600_000;

/** How attempts of the last week failed, the most frequent code first. */
export function useFailures() {
  const { posthorn, workspaceId } = useApi();
  return useQuery({
    queryKey: [workspaceId, 'stats', 'failures'],
    queryFn: async ({ signal }) => {
      const { failures } = await posthorn.stats.get({ from: new Date(Date.now() - WEEK_MS) }, { signal });
      return failures;
    },
    staleTime: 60_000,
  });
}
