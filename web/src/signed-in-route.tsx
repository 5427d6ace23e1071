import { createRoute, redirect, retainSearchParams } from '@tanstack/react-router';
import { ErrorState } from './parts/error-state.js';
import { NotFound } from './parts/not-found.js';
import { rootRoute } from './root-route.js';
import { textOf } from './search-text.js';
import { sessionQuery } from './session.js';
import { Shell } from './shell/shell.js';

/** Every screen behind the sign-in has this as its parent. */
export const signedInRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'signed-in',
  validateSearch: (search: Record<string, unknown>): { workspace?: string } => {
    const workspace = textOf(search['workspace']);
    return workspace === undefined ? {} : { workspace };
  },
  // A link to a delivery of one workspace stays such wherever one goes from there.
  search: { middlewares: [retainSearchParams(['workspace'])] },
  beforeLoad: async ({ context, location }) => {
    const session = await context.queryClient.query({ ...sessionQuery, staleTime: 'static' });
    if (!session) throw redirect({ to: '/sign-in', search: { next: location.href }, replace: true });
    return { session };
  },
  component: Shell,
  // Nothing rather than the shape of something: who is signed in is known in a moment.
  pendingComponent: () => null,
  errorComponent: ({ error, reset }) => <ErrorState error={error} retry={reset} />,
  notFoundComponent: NotFound,
});
