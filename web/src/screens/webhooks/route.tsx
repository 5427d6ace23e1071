import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { Webhook } from 'lucide-react';
import { signedInRoute } from '../../signed-in-route.js';

export const webhooksRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/settings/webhook',
  staticData: { navigation: { label: 'Webhooks', icon: Webhook, section: 'Watch', place: 10 } },
  component: lazyRouteComponent(() => import('./webhooks-screen.js'), 'WebhooksScreen'),
});
