import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { Webhook } from 'lucide-react';
import { textOf } from '../../search-text.js';
import { signedInRoute } from '../../signed-in-route.js';

export const STATUSES = ['enabled', 'paused', 'disabled'] as const;

export interface WebhooksSearch {
  /** Part of the URL or the description. */
  q?: string | undefined;
  status?: (typeof STATUSES)[number] | undefined;
  /** A column's id, with a minus in front for the greatest first. */
  sort?: string | undefined;
}

export const webhooksRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/settings/webhook',
  staticData: { navigation: { label: 'Webhooks', icon: Webhook, section: 'Watch', place: 10 } },
  validateSearch: (search: Record<string, unknown>): WebhooksSearch => ({
    q: textOf(search['q']),
    status: STATUSES.find((known) => known === search['status']),
    sort: textOf(search['sort']),
  }),
  component: lazyRouteComponent(() => import('./webhooks-screen.js'), 'WebhooksScreen'),
});
