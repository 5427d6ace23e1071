import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { isTimeSpan, type TimeSpan } from '../../statistics/time-span.js';
import { signedInRoute } from '../../signed-in-route.js';
import { readDeliverySearch } from '../deliveries/delivery-search.js';

/** One webhook: what stands above its tabs. */
const webhookRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/settings/webhook/$webhookId',
  component: lazyRouteComponent(() => import('./webhook-screen.js'), 'WebhookScreen'),
});

const deliveriesTabRoute = createRoute({
  getParentRoute: () => webhookRoute,
  path: '/',
  validateSearch: readDeliverySearch,
  component: lazyRouteComponent(() => import('./deliveries-tab.js'), 'DeliveriesTab'),
});

const settingsTabRoute = createRoute({
  getParentRoute: () => webhookRoute,
  path: '/settings',
  component: lazyRouteComponent(() => import('./settings-tab.js'), 'SettingsTab'),
});

const testTabRoute = createRoute({
  getParentRoute: () => webhookRoute,
  path: '/test',
  component: lazyRouteComponent(() => import('./test-tab.js'), 'TestTab'),
});

const statisticsTabRoute = createRoute({
  getParentRoute: () => webhookRoute,
  path: '/statistics',
  validateSearch: (search: Record<string, unknown>): { span?: TimeSpan } =>
    isTimeSpan(search['span']) ? { span: search['span'] } : {},
  component: lazyRouteComponent(() => import('./statistics-tab.js'), 'StatisticsTab'),
});

export const webhookRoutes = webhookRoute.addChildren([
  deliveriesTabRoute,
  settingsTabRoute,
  testTabRoute,
  statisticsTabRoute,
]);
