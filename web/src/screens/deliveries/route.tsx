import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { Send } from 'lucide-react';
import { signedInRoute } from '../../signed-in-route.js';
import { readDeliverySearch } from './delivery-search.js';

export const deliveriesRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/deliveries',
  staticData: { navigation: { label: 'Deliveries', icon: Send, section: 'Watch', place: 20 } },
  validateSearch: readDeliverySearch,
  component: lazyRouteComponent(() => import('./deliveries-screen.js'), 'DeliveriesScreen'),
});
