import { deleteSession } from '../../store/sessions.js';
import { unauthenticated } from '../auth.js';
import { defineRoute } from '../route.js';
import { endedCookie } from '../session.js';

export const route = defineRoute({
  operationId: 'deleteSession',
  method: 'delete',
  path: '/session',
  summary: 'Sign out',
  tags: ['Session'],
  role: 'any',
  audit: { none: 'It ends nothing but the access of the caller.' },
  responses: { 204: null },
  handler: async ({ ctx, db, auth: { session } }) => {
    if (!session) throw unauthenticated('There is no session: this call has an API key.');
    await deleteSession(db, session.hash);
    return { status: 204, headers: { 'set-cookie': endedCookie(ctx.config) } };
  },
});
