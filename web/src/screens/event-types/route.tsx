import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { BookOpen } from 'lucide-react';
import { textOf } from '../../search-text.js';
import { signedInRoute } from '../../signed-in-route.js';

export const eventTypesRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/event-types',
  staticData: { navigation: { label: 'Event catalogue', icon: BookOpen, section: 'Watch', place: 40 } },
  /** `name`: the one that is shown. */
  validateSearch: (search: Record<string, unknown>): { name?: string } => {
    const name = textOf(search['name']);
    return name === undefined ? {} : { name };
  },
  component: lazyRouteComponent(() => import('./event-types-screen.js'), 'EventTypesScreen'),
});
