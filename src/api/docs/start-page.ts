import { VERSION } from '../../version.js';
import { type NavigationLink, escapeHtml, htmlPage } from './html.js';

/** `/` and `/settings/webhook`: says what runs here and where to go on. */
export function startPage(publicUrl: string, navigation: NavigationLink[]): string {
  return htmlPage({
    title: 'Webhooks',
    navigation,
    current: '/',
    content: `<h1>Posthorn ${VERSION} is running</h1>
<p>It delivers webhooks: producers <code>POST</code> events to its API, and every webhook that takes them gets them, signed,
retried when that fails, each attempt on record.</p>
<p>Webhooks are managed through the API, with an API key:</p>
<pre><code>curl -H "x-api-key: $POSTHORN_API_KEY" -H "content-type: application/json" \\
  -d '{"url": "https://example.com/hooks", "events": ["lead.*"]}' ${escapeHtml(publicUrl)}/api/v1/webhooks</code></pre>
<ul>
<li><a href="/docs">Documentation</a> and <a href="/docs/api">API reference</a></li>
<li><a href="/openapi.json">OpenAPI document</a></li>
<li><a href="/readyz">Whether it is ready</a> and <a href="/metrics">its metrics</a></li>
</ul>`,
  });
}
