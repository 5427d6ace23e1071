import { type RequestHandler, type Response, Router } from 'express';
import type { Config } from '../../config.js';
import { readOnly } from '../read-only.js';
import { brandRouter } from './brand.js';
import { serveFiles } from './files.js';
import { loadPage } from './load-page.js';
import { plainPage } from './plain-page.js';
import { newNonce, setPagePolicy } from './policy.js';

/** Where Vite's `html.cspNonce` puts the nonce. */
const NONCE_PLACE = '__CSP_NONCE__';

/** First segments of paths that are never a screen of the page, whatever a browser accepts. */
const NOT_SCREENS = new Set(['api', 'assets', 'docs', 'livez', 'metrics', 'portal', 'readyz']);

/** The page at `/`, `/settings/webhook` and every path that its own router knows, its files, and the brand. */
export async function pageRouter(config: Config, directory: URL): Promise<Router> {
  const built = await loadPage(directory);
  const sendPage = (res: Response): void => {
    const nonce = newNonce();
    setPagePolicy(res, config, nonce);
    res.type('text/html').send(built ? built.index.replaceAll(NONCE_PLACE, nonce) : notBuiltPage(nonce));
  };
  const router = Router({ caseSensitive: true });
  router.use(await brandRouter(config));
  if (built) router.use(serveFiles(built.files));
  router.get(['/', '/settings/webhook'], (_req, res) => sendPage(res));
  readOnly(router);
  router.use(screens(sendPage));
  return router;
}

/** A path that is only known in the browser, such as one that was reloaded. */
function screens(sendPage: (res: Response) => void): RequestHandler {
  return (req, res, next) => {
    const [, first = ''] = req.path.split('/');
    const isRead = req.method === 'GET' || req.method === 'HEAD';
    // `*/*` is no browser that opens a page.
    const wantsHtml = req.headers.accept?.includes('text/html') === true;
    if (isRead && wantsHtml && !NOT_SCREENS.has(first)) sendPage(res);
    else next();
  };
}

function notBuiltPage(nonce: string): string {
  return plainPage({
    title: 'Posthorn is running; its page is not built',
    content: `<p>Run <code>npm run build</code>, then start it again.</p>
<p>Everything the page does, the <a href="/docs/api">API</a> does too: see the <a href="/docs">documentation</a>.</p>`,
    nonce,
  });
}
