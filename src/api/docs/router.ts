import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import express, { type Response, Router } from 'express';
import type { Context } from '../../context.js';
import { ProblemError } from '../../errors.js';
import { buildOpenApi } from '../openapi.js';
import { readOnly } from '../read-only.js';
import type { Route } from '../route.js';
import { type NavigationLink, htmlPage, toHtml } from './html.js';
import { DOCS_DIRECTORY, type DocsPage, loadPages } from './load-pages.js';

const IMAGES = fileURLToPath(new URL('images/', DOCS_DIRECTORY));

/** No script at all, nothing from elsewhere. */
const POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** /docs, /openapi.json and /llms.txt: rendered once, served from memory, no call to anywhere. */
export async function docsRouter(ctx: Context, routes: readonly Route[], basePath: string): Promise<Router> {
  const document = buildOpenApi(routes, ctx.eventTypes, basePath);
  const openapi = JSON.stringify(document);
  const pages = await loadPages(document, ctx.eventTypes);
  const style = await readFile(new URL('style.css', DOCS_DIRECTORY));
  const navigation = pages.map(({ name, title }) => ({ href: `/docs/${name}`, title }));
  const html = new Map(pages.map((page) => [page.name, renderPage(page, navigation)]));

  const router = Router({ caseSensitive: true });
  router.get('/openapi.json', (_req, res) => void res.type('application/json').send(openapi));
  router.get('/llms.txt', (_req, res) => void res.type('text/plain').send(llmsText(pages)));
  router.get('/docs/style.css', (_req, res) => void res.type('text/css').send(style));
  router.use('/docs/images', express.static(IMAGES, { index: false }));
  router.get('/docs', (_req, res) => sendHtml(res, html.get('api')!));
  router.get('/docs/:name.md', (req, res) => {
    const page = pages.find(({ name }) => name === req.params.name);
    if (!page) throw notFound();
    res.type('text/markdown').send(page.markdown);
  });
  router.get('/docs/:name', (req, res) => {
    const page = html.get(req.params.name);
    if (page === undefined) throw notFound();
    sendHtml(res, page);
  });
  return readOnly(router);
}

function renderPage({ name, title, markdown }: DocsPage, navigation: NavigationLink[]): string {
  return htmlPage({ title, navigation, current: `/docs/${name}`, content: toHtml(markdown) });
}

function sendHtml(res: Response, html: string): void {
  res.set({
    'content-security-policy': POLICY,
    'referrer-policy': 'no-referrer',
    'x-frame-options': 'DENY',
    'cache-control': 'no-cache',
  });
  res.type('text/html').send(html);
}

function notFound(): ProblemError {
  return new ProblemError('not-found', 'There is no such page. /docs lists them.');
}

/** https://llmstxt.org: what there is to read, as links to Markdown. */
function llmsText(pages: readonly DocsPage[]): string {
  const links = pages.map(({ name, title }) => `- [${title}](/docs/${name}.md)`);
  return `# Posthorn

> Durable webhook delivery on Temporal and Postgres: producers POST events, Posthorn signs and delivers them to webhooks, retries what fails, and shows every attempt.

The contract for machines is at [/openapi.json](/openapi.json) (OpenAPI 3.1, with a \`webhooks\` section for what receivers get).

## Docs

${links.join('\n')}
`;
}
