import type { QueryClient } from '@tanstack/react-query';
import { createRouter } from '@tanstack/react-router';
import type { NavigationItem } from './navigation.js';
import { LoadingState } from './parts/loading-state.js';
import { ErrorState } from './parts/error-state.js';
import { rootRoute } from './root-route.js';
import { deliveriesRoute } from './screens/deliveries/route.js';
import { deliveryRoute } from './screens/delivery/route.js';
import { eventTypesRoute } from './screens/event-types/route.js';
import { eventRoute } from './screens/event/route.js';
import { eventsRoute } from './screens/events/route.js';
import { homeRoute } from './screens/home-route.js';
import { apiKeysRoute } from './screens/settings/api-keys/route.js';
import { auditRoute } from './screens/settings/audit/route.js';
import { portalLinksRoute } from './screens/settings/portal-links/route.js';
import { workspacesRoute } from './screens/settings/workspaces/route.js';
import { recoverRoute, replayRoute } from './screens/recover/route.js';
import { signInRoute } from './screens/sign-in/route.js';
import { statisticsRoute } from './screens/statistics/route.js';
import { createWebhookRoute } from './screens/create-webhook/route.js';
import { webhookRoutes } from './screens/webhook/route.js';
import { webhooksRoute } from './screens/webhooks/route.js';
import { parseSearch, stringifySearch } from './search-text.js';
import { signedInRoute } from './signed-in-route.js';

/** The screens: one line each. What a screen says of itself in its route's `staticData` puts it into the navigation. */
const screens = signedInRoute.addChildren([
  webhooksRoute,
  createWebhookRoute,
  webhookRoutes,
  deliveriesRoute,
  deliveryRoute,
  recoverRoute,
  replayRoute,
  eventsRoute,
  eventRoute,
  eventTypesRoute,
  statisticsRoute,
  apiKeysRoute,
  workspacesRoute,
  portalLinksRoute,
  auditRoute,
]);

const routeTree = rootRoute.addChildren([homeRoute, signInRoute, screens]);

export function createPageRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    context: { queryClient },
    parseSearch,
    stringifySearch,
    defaultPreload: 'intent',
    defaultPendingComponent: LoadingState,
    defaultErrorComponent: ({ error, reset }) => <ErrorState error={error} retry={reset} />,
    scrollRestoration: true,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createPageRouter>;
  }
  interface StaticDataRouteOption {
    /** Absent: reached from another screen. */
    navigation?: NavigationItem;
  }
}
