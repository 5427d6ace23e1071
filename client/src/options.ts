import { ConfigurationError } from './errors/configuration-error.js';

export interface PosthornOptions {
  /** Where Posthorn answers, such as `https://hooks.example.com`. Default: POSTHORN_URL. */
  baseUrl?: string | undefined;
  /** Default: POSTHORN_API_KEY. null sends none: in a page of Posthorn's own origin the session's cookie speaks. */
  apiKey?: string | null | undefined;
  /** The workspace to act on. Default: the key's own, or `default` for an admin key. */
  workspaceId?: string | undefined;
  /** For one try, from the call to the last byte of the answer. Default: 10000. */
  timeoutMs?: number | undefined;
  retry?: Partial<RetryOptions> | undefined;
  /** Another fetch, such as one that goes through a proxy. Default: the global one. */
  fetch?: typeof fetch | undefined;
}

/** When no answer came, or 408, 429 or 5xx, the same request is sent again, with the same Idempotency-Key. */
export interface RetryOptions {
  /** Tries in all; 1 never repeats. Default: 4. */
  maximumAttempts: number;
  /** The wait before the second try; it doubles with each, and a random part of up to half is taken off. Default: 300. */
  initialIntervalMs: number;
  /** The longest wait, a `Retry-After` included: one that asks for more ends the retries. Default: 30000. */
  maximumIntervalMs: number;
}

export interface Settings {
  baseUrl: string;
  apiKey: string | null;
  workspaceId: string | undefined;
  timeoutMs: number;
  retry: RetryOptions;
  fetch: typeof fetch;
}

export function readOptions(options: PosthornOptions): Settings {
  return {
    baseUrl: readBaseUrl(options.baseUrl ?? environment('POSTHORN_URL')),
    apiKey: options.apiKey === null ? null : readApiKey(options.apiKey ?? environment('POSTHORN_API_KEY')),
    workspaceId: options.workspaceId,
    timeoutMs: options.timeoutMs ?? 10_000,
    retry: {
      maximumAttempts: options.retry?.maximumAttempts ?? 4,
      initialIntervalMs: options.retry?.initialIntervalMs ?? 300,
      maximumIntervalMs: options.retry?.maximumIntervalMs ?? 30_000,
    },
    // Looked up at each call, so that a fetch patched later (tracing, tests) is the one used.
    fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
  };
}

function readBaseUrl(text: string | undefined): string {
  if (!text) throw new ConfigurationError('Where is Posthorn? Give baseUrl, or set POSTHORN_URL');
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.search || url.hash) {
    throw new ConfigurationError('baseUrl must be an http or https URL without credentials or query');
  }
  return url.href.replace(/\/+$/, '').replace(/\/api\/v1$/, '');
}

function readApiKey(text: string | undefined): string {
  const key = text?.trim();
  if (!key) throw new ConfigurationError('An API key is needed. Give apiKey, or set POSTHORN_API_KEY');
  // fetch would refuse it too, but with the key in its message.
  if (!/^[!-~]+$/.test(key)) throw new ConfigurationError('apiKey holds characters that no key has');
  return key;
}

/** Edge runtimes may have no `process`. */
function environment(name: string): string | undefined {
  const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } };
  return process?.env?.[name];
}
