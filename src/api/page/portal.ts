import type { IncomingHttpHeaders } from 'node:http';
import { type RequestHandler, type Response, Router } from 'express';
import type { Context } from '../../context.js';
import { inTransaction } from '../../store/db.js';
import { usePortalLink } from '../../store/portal-links.js';
import { writeAudit } from '../audit.js';
import { type Auth, hashOf } from '../auth.js';
import { readOnly } from '../read-only.js';
import { beginSession } from '../session.js';
import { plainPage } from './plain-page.js';
import { newNonce, setPagePolicy } from './policy.js';

/** Portal links: the first to open one is signed in to its workspace. */
export function portalRouter(ctx: Context): Router {
  const router = Router({ caseSensitive: true });
  router.get('/portal/:token', openPortal(ctx));
  return readOnly(router);
}

function openPortal(ctx: Context): RequestHandler<{ token: string }> {
  return async (req, res) => {
    res.set({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
    // Mail scanners and chats look at a link, and browsers guess what is opened next: none of them is who it is for.
    if (req.method === 'HEAD') {
      res.end();
      return;
    }
    if (isAheadOfUse(req.headers)) {
      res.status(503).end();
      return;
    }
    const cookie = await openLink(ctx, req.params.token);
    if (cookie === undefined) sendGone(res, ctx);
    else res.set('set-cookie', cookie).redirect(302, '/settings/webhook');
  };
}

function isAheadOfUse(headers: IncomingHttpHeaders): boolean {
  return [headers['sec-purpose'], headers['purpose'], headers['x-purpose'], headers['x-moz']].some(
    (purpose) => /prefetch|prerender|preview/.test(String(purpose ?? '')),
  );
}

/** The cookie of the session that it begins; undefined: it is used up. */
async function openLink({ pool, config }: Context, token: string): Promise<string | undefined> {
  return inTransaction(pool, async (db) => {
    const link = await usePortalLink(db, hashOf(token));
    if (!link) return undefined;
    const { workspaceId } = link;
    const auth: Auth = { ...link, actor: 'portal', keyId: null, session: null };
    const { cookie } = await beginSession(db, config, auth);
    await writeAudit(db, 'session.created', { auth, workspaceId, pathId: undefined });
    return cookie;
  });
}

function sendGone(res: Response, { config }: Context): void {
  const nonce = newNonce();
  setPagePolicy(res, config, nonce);
  const html = plainPage({
    title: 'This link no longer works',
    content: `<p>It was opened before, or its time is over. Ask whoever gave it to you for a new one.</p>
<p>Was it you who opened it, in this browser? Then you may still be <a href="/settings/webhook">signed in</a>.</p>`,
    nonce,
  });
  res.status(410).type('text/html').send(html);
}
