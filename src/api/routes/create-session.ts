import { session, signInBody } from '../../contract/session.js';
import { ProblemError } from '../../errors.js';
import { presentSession } from '../present-session.js';
import { defineRoute } from '../route.js';
import { beginSession } from '../session.js';

export const route = defineRoute({
  operationId: 'createSession',
  method: 'post',
  path: '/session',
  summary: 'Sign in',
  description:
    'Takes an API key in the body and answers with a cookie, `posthorn_session`, that stands for it in the calls that the page makes: for 12 hours, until `DELETE /session`, or until the key expires or is revoked. A key of the role `emit` is refused: all that it may do is send events.',
  tags: ['Session'],
  role: 'any',
  audit: 'session.created',
  body: signInBody,
  maxBodyBytes: 4_096,
  keyIn: ({ apiKey }) => apiKey,
  responses: { 200: session },
  handler: async ({ ctx, db, auth }) => {
    if (auth.role === 'emit')
      throw new ProblemError(
        'forbidden',
        'This key has the role emit, which only sends events. The page takes keys of the roles admin, manage and read.',
      );
    const { session, cookie } = await beginSession(db, ctx.config, auth);
    return {
      status: 200,
      headers: { 'set-cookie': cookie },
      body: presentSession(session, auth.actor, ctx.config),
      audited: { workspaceId: session.workspaceId },
    };
  },
});
