import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { signedInRoute } from '../../signed-in-route.js';

/** One webhook: what stands above its tabs. */
const webhookRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/settings/webhook/$webhookId',
  component: lazyRouteComponent(() => import('./webhook-screen.js'), 'WebhookScreen'),
});

const settingsRoute = createRoute({
  getParentRoute: () => webhookRoute,
  path: '/settings',
  component: lazyRouteComponent(() => import('./settings-tab.js'), 'SettingsTab'),
});

const testRoute = createRoute({
  getParentRoute: () => webhookRoute,
  path: '/test',
  component: lazyRouteComponent(() => import('./test-tab.js'), 'TestTab'),
});

export const webhookRoutes = webhookRoute.addChildren([settingsRoute, testRoute]);
