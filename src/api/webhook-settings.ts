import type { Context } from '../context.js';
import type { PatchWebhookBody } from '../contract/webhook.js';
import { isReservedHeader } from '../contract/webhook-headers.js';
import { createResolver } from '../egress/resolve.js';
import { type TargetCheck, checkWebhookTarget, egressPolicy } from '../egress/url-policy.js';
import { type FieldError, ProblemError } from '../errors.js';
import { sealContext } from '../keyring.js';
import type { WebhookSettings } from '../store/webhook-row.js';
import { jsonPointer } from './field-errors.js';

const DEFAULT_MAX_CONCURRENCY = 20;

export interface GivenSettings {
  settings: Partial<WebhookSettings>;
  warnings: 'unresolvable'[];
}

/** What a body says about a webhook, as it is stored. Absent fields stay absent; null is the default, or none. */
export function readSettings(
  ctx: Context,
  webhookId: string,
  body: PatchWebhookBody,
  target: CheckedTarget | undefined,
): GivenSettings {
  const { headers, maxConcurrency, url, ...rest } = body;
  const errors = [...patternErrors(ctx, body.events ?? []), ...headerErrors(ctx, headers ?? {})];
  if (target?.error) errors.unshift(target.error);
  if (errors.length > 0)
    throw new ProblemError('invalid-input', 'The webhook is not acceptable.', { errors });
  return {
    settings: {
      ...present(rest),
      ...(url !== undefined && { url }),
      ...(maxConcurrency !== undefined && { maxConcurrency: maxConcurrency ?? DEFAULT_MAX_CONCURRENCY }),
      ...(headers !== undefined && sealHeaders(ctx, webhookId, headers ?? {})),
    },
    warnings: target?.warning ? [target.warning] : [],
  };
}

/** For a new webhook: every setting that was not given. */
export const DEFAULT_SETTINGS: Omit<WebhookSettings, 'url' | 'events'> = {
  description: null,
  retryPolicy: null,
  timeoutMs: null,
  successStatus: null,
  headerNames: [],
  sealedHeaders: null,
  rateLimitPerSecond: null,
  maxConcurrency: DEFAULT_MAX_CONCURRENCY,
  workflowStart: null,
};

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function present<T extends object>(fields: T): Present<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Present<T>;
}

/** What is known of a URL once its name was looked up. */
export interface CheckedTarget {
  error?: FieldError;
  warning?: 'unresolvable';
}

/** What there is to say against a URL: its name servers may let it wait for 3 s. */
export async function judgeUrl({ config }: Context, url: string): Promise<TargetCheck> {
  const policy = egressPolicy(config);
  return checkWebhookTarget(url, policy, createResolver(policy.dnsServers));
}

/** The `prepare` of a route that saves a URL. */
export async function checkTarget({
  ctx,
  body: { url },
}: {
  ctx: Context;
  body: PatchWebhookBody;
}): Promise<CheckedTarget | undefined> {
  if (url === undefined) return undefined;
  const target = await judgeUrl(ctx, url);
  if (!target.ok) return { error: { pointer: '/url', detail: `${target.message}.` } };
  return target.warning ? { warning: target.warning } : {};
}

function patternErrors({ eventTypes }: Context, patterns: readonly string[]): FieldError[] {
  return patterns.flatMap((pattern, index) => {
    const detail = eventTypes.patternError(pattern);
    return detail === undefined ? [] : [{ pointer: `/events/${index}`, detail }];
  });
}

/** The names that HEADER_PREFIX reserves; the contract knows the others. */
function headerErrors({ config }: Context, headers: Record<string, string>): FieldError[] {
  return Object.keys(headers)
    .filter((name) => isReservedHeader(name.toLowerCase(), config.headerPrefix))
    .map((name) => ({
      pointer: jsonPointer(['headers', name]),
      detail: 'This header cannot be set by a webhook.',
    }));
}

function sealHeaders(
  { keyring }: Context,
  webhookId: string,
  headers: Record<string, string>,
): Pick<WebhookSettings, 'headerNames' | 'sealedHeaders'> {
  const entries = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  if (entries.length === 0) return { headerNames: [], sealedHeaders: null };
  const plain = Buffer.from(JSON.stringify(Object.fromEntries(entries)), 'utf8');
  return {
    headerNames: entries.map(([name]) => name),
    sealedHeaders: keyring.seal(plain, sealContext.headers(webhookId)),
  };
}
