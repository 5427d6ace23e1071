import type { Context } from '../context.js';
import { effectivePolicy, type RetryPolicyInput } from '../contract/retry-policy.js';
import type { WebhookBody } from '../contract/webhook.js';
import { toPublicId } from '../ids.js';
import type { Webhook } from '../store/webhook-row.js';
import type { Auth } from './auth.js';
import { visibleUrl } from './visible-url.js';

export function presentWebhook(webhook: Webhook, { config }: Context, auth: Auth): WebhookBody {
  return {
    id: toPublicId('wh', webhook.id),
    url: visibleUrl(webhook.url, auth),
    events: webhook.events,
    description: webhook.description,
    status: webhook.status,
    statusReason: webhook.statusReason,
    retryPolicy: wholePolicy(webhook.retryPolicy ?? config.defaultRetryPolicy),
    timeoutMs: webhook.timeoutMs ?? config.deliveryTimeoutMs,
    successStatus: webhook.successStatus ?? config.successStatus,
    headers: webhook.headerNames,
    rateLimitPerSecond: webhook.rateLimitPerSecond,
    maxConcurrency: webhook.maxConcurrency,
    workflowStart: webhook.workflowStart,
    heldDeliveries: webhook.heldDeliveries,
    createdAt: webhook.createdAt.toISOString(),
    updatedAt: webhook.updatedAt.toISOString(),
  };
}

/** A policy in numbers gets its defaults; a preset and a list of delays read back as they were given. */
export function wholePolicy(given: RetryPolicyInput): RetryPolicyInput {
  return given === 'standard-webhooks' || 'delaysSeconds' in given ? given : effectivePolicy(given);
}
