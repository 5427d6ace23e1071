import { QueryClient } from '@tanstack/react-query';

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // The client repeats what may pass.
        retry: false,
        staleTime: 5_000,
      },
    },
  });
}
