import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { Inbox } from 'lucide-react';
import { signedInRoute } from '../../signed-in-route.js';
import { readEventSearch } from './event-search.js';

export const eventsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/events',
  staticData: { navigation: { label: 'Events', icon: Inbox, section: 'Watch', place: 30 } },
  validateSearch: readEventSearch,
  component: lazyRouteComponent(() => import('./events-screen.js'), 'EventsScreen'),
});
