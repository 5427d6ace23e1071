import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { signedInRoute } from '../../signed-in-route.js';
import { readRecoverSearch } from './recover-search.js';

export const recoverRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/recover',
  validateSearch: readRecoverSearch,
  component: lazyRouteComponent(() => import('./recover-screen.js'), 'RecoverScreen'),
});

/** A recovery that was started: to be left, come back to, and shown to others. */
export const replayRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/recover/$replayId',
  component: lazyRouteComponent(() => import('./replay-screen.js'), 'ReplayScreen'),
});
