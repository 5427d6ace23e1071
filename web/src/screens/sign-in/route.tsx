import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { rootRoute } from '../../root-route.js';
import { textOf } from '../../search-text.js';
import { sessionQuery } from '../../session.js';

export const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  /** `next`: where to go once signed in. Only a path of ours: another site would see a page that looks like ours. */
  validateSearch: (search: Record<string, unknown>): { next?: string } => {
    const next = textOf(search['next']);
    return next !== undefined && /^\/(?![/\\])/.test(next) ? { next } : {};
  },
  beforeLoad: async ({ context, search }) => {
    const session = await context.queryClient
      .query({ ...sessionQuery, staleTime: 'static' })
      .catch(() => null);
    if (session) throw redirect({ href: search.next ?? '/settings/webhook', replace: true });
  },
  component: lazyRouteComponent(() => import('./sign-in-screen.js'), 'SignInScreen'),
});
