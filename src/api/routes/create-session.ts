import { session, signInBody } from '../../contract/session.js';
import { defineRoute } from '../route.js';
import { beginSession } from '../session.js';

export const route = defineRoute({
  operationId: 'createSession',
  method: 'post',
  path: '/session',
  summary: 'Sign in',
  description:
    'Takes an API key in the body and answers with a cookie, `posthorn_session`, that stands for it in the calls that the page makes: for 12 hours, until `DELETE /session`, or until the key expires or is revoked.',
  tags: ['Session'],
  role: 'any',
  audit: 'session.created',
  body: signInBody,
  maxBodyBytes: 4_096,
  keyIn: ({ apiKey }) => apiKey,
  responses: { 200: session },
  handler: async ({ ctx, db, auth }) => {
    const { session, cookie } = await beginSession(db, ctx.config, auth);
    const { role, workspaceId, expiresAt } = session;
    return {
      status: 200,
      headers: { 'set-cookie': cookie },
      body: { role, workspaceId, expiresAt: expiresAt.toISOString(), actor: auth.actor },
      audited: { workspaceId },
    };
  },
});
