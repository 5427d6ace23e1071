import { session } from '../../contract/session.js';
import { unauthenticated } from '../auth.js';
import { presentSession } from '../present-session.js';
import { defineRoute } from '../route.js';

export const route = defineRoute({
  operationId: 'getSession',
  method: 'get',
  path: '/session',
  summary: 'Get who is signed in',
  description: '401 without a session, also where the call has an API key.',
  tags: ['Session'],
  role: 'any',
  responses: { 200: session },
  handler: async ({ ctx, auth: { session, actor } }) => {
    if (!session) throw unauthenticated('There is no session: this call has an API key.');
    return { status: 200, body: presentSession(session, actor, ctx.config) };
  },
});
