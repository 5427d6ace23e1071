import { createRoute, redirect } from '@tanstack/react-router';
import { rootRoute } from '../root-route.js';

/** `/` leads to the first screen. */
export const homeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/settings/webhook', replace: true });
  },
});
