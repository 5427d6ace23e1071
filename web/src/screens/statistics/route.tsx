import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { ChartColumn } from 'lucide-react';
import { isTimeSpan, type TimeSpan } from '../../statistics/time-span.js';
import { signedInRoute } from '../../signed-in-route.js';

export const statisticsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/statistics',
  staticData: { navigation: { label: 'Statistics', icon: ChartColumn, section: 'Watch', place: 50 } },
  validateSearch: (search: Record<string, unknown>): { span?: TimeSpan } =>
    isTimeSpan(search['span']) ? { span: search['span'] } : {},
  component: lazyRouteComponent(() => import('./statistics-screen.js'), 'StatisticsScreen'),
});
