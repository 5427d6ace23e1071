import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { Building2 } from 'lucide-react';
import { signedInRoute } from '../../../signed-in-route.js';

export const workspacesRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/settings/workspaces',
  staticData: {
    navigation: { label: 'Workspaces', icon: Building2, section: 'Settings', place: 20, roles: ['admin'] },
  },
  component: lazyRouteComponent(() => import('./workspaces-screen.js'), 'WorkspacesScreen'),
});
