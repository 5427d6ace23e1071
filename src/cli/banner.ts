import { join, relative } from 'node:path';
import { isLoopback } from '../complete-config.js';
import type { Config } from '../config.js';
import { VERSION } from '../version.js';

/** What a person needs to go on from a start. */
export function banner(
  config: Config,
  { isKeyMadeHere, startMs }: { isKeyMadeHere: boolean; startMs: number },
): string {
  const keyFile = relative('', join(config.dataDir, 'api-key'));
  const key = isKeyMadeHere ? config.adminApiKey : '$ADMIN_API_KEY';
  const base = config.publicUrl;
  return `
Posthorn ${VERSION} is ready (${(startMs / 1000).toFixed(1)} s)

  Page          ${base}/settings/webhook
  API           ${base}/api/v1
  Docs          ${base}/docs
  Temporal UI   ${config.temporalUiUrl ?? 'of your own Temporal (set TEMPORAL_UI_URL for links)'}
  API key       ${isKeyMadeHere ? `${key}   (kept in ${keyFile})` : 'the one in ADMIN_API_KEY'}

  ${audience(config)}

Create a webhook:

  curl -X POST ${base}/api/v1/webhooks \\
    -H "x-api-key: ${key}" -H "content-type: application/json" \\
    -d '{"url":"${config.allowHttp ? 'http://127.0.0.1:4000/hooks' : 'https://example.com/hooks'}","events":["lead.*"]}'

Ctrl-C stops it; what is accepted stays in ${relative('', config.dataDir) || '.'}.
`;
}

function audience({ allowHttp, allowedPrivateCidrs, host }: Config): string {
  const reach = isLoopback(host)
    ? 'reachable from this machine only'
    : `reachable from other machines on ${host}`;
  if (allowHttp && allowedPrivateCidrs.includes('127.0.0.0/8'))
    return `http and loopback receivers allowed, ${reach}`;
  const receivers = allowHttp ? 'http and https receivers allowed' : 'https receivers only';
  return `${receivers}${allowedPrivateCidrs.length > 0 ? `, private networks ${allowedPrivateCidrs.join(', ')} allowed` : ''}, ${reach}`;
}
