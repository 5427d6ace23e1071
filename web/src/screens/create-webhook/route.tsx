import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { signedInRoute } from '../../signed-in-route.js';

export const createWebhookRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/settings/webhook/create',
  component: lazyRouteComponent(() => import('./create-webhook-screen.js'), 'CreateWebhookScreen'),
});
