import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { textOf } from '../../search-text.js';
import { signedInRoute } from '../../signed-in-route.js';

export const deliveryRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/deliveries/$deliveryId',
  /** `run`: an earlier one than the newest. */
  validateSearch: (search: Record<string, unknown>): { run?: string } => {
    const run = textOf(search['run']);
    return run !== undefined && /^[1-9]\d{0,8}$/.test(run) ? { run } : {};
  },
  component: lazyRouteComponent(() => import('./delivery-screen.js'), 'DeliveryScreen'),
});
