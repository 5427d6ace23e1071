import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { KeyRound } from 'lucide-react';
import { signedInRoute } from '../../../signed-in-route.js';

export const apiKeysRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/settings/api-keys',
  staticData: {
    navigation: {
      label: 'API keys',
      icon: KeyRound,
      section: 'Settings',
      place: 10,
      roles: ['admin', 'manage'],
    },
  },
  component: lazyRouteComponent(() => import('./api-keys-screen.js'), 'ApiKeysScreen'),
});
