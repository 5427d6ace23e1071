import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { ScrollText } from 'lucide-react';
import { signedInRoute } from '../../../signed-in-route.js';
import { readAuditSearch } from './audit-search.js';

export const auditRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/settings/audit',
  staticData: {
    navigation: {
      label: 'Audit',
      icon: ScrollText,
      section: 'Settings',
      place: 40,
      roles: ['admin', 'manage'],
    },
  },
  validateSearch: readAuditSearch,
  component: lazyRouteComponent(() => import('./audit-screen.js'), 'AuditScreen'),
});
