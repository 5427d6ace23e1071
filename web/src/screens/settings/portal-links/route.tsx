import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { Link2 } from 'lucide-react';
import { signedInRoute } from '../../../signed-in-route.js';

export const portalLinksRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/settings/portal-links',
  staticData: {
    navigation: { label: 'Portal links', icon: Link2, section: 'Settings', place: 30, roles: ['admin'] },
  },
  component: lazyRouteComponent(() => import('./portal-links-screen.js'), 'PortalLinksScreen'),
});
