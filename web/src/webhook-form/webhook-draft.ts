import type { CreateWebhook, PatchWebhook, Webhook } from '@posthorn/client';
import type { WebhookDefaults } from '../session.js';
import { type NumberDraft, type PolicyDraft, draftPolicy, readPolicy } from './policy-draft.js';

export interface HeaderDraft {
  name: string;
  value: string;
}

/** A webhook as the form has it. */
export interface WebhookDraft {
  url: string;
  /** All, now and future; `events` are kept meanwhile. */
  allEvents: boolean;
  events: string[];
  description: string;
  /** null: they stay as they are. Their values are never shown, so they are given anew or not at all. */
  headers: HeaderDraft[] | null;
  policy: PolicyDraft;
  timeoutSeconds: NumberDraft;
  successStatus: '2xx' | '200';
  rateLimitPerSecond: NumberDraft;
  maxConcurrency: NumberDraft;
  workflowStart: NonNullable<CreateWebhook['workflowStart']> | '';
  /** Only at creation; empty: one is made. */
  secret: string;
}

/** As a new one begins: with what holds for it as long as nothing else is chosen. */
export function newDraft({ retryPolicy, timeoutMs, successStatus }: WebhookDefaults): WebhookDraft {
  return {
    url: '',
    allEvents: false,
    events: [],
    description: '',
    headers: [],
    policy: draftPolicy(retryPolicy),
    timeoutSeconds: timeoutMs / 1_000,
    successStatus,
    rateLimitPerSecond: '',
    maxConcurrency: '',
    workflowStart: '',
    secret: '',
  };
}

export function draftOf(webhook: Webhook): WebhookDraft {
  return {
    url: webhook.url,
    allEvents: webhook.events.includes('*'),
    events: webhook.events.filter((event) => event !== '*'),
    description: webhook.description ?? '',
    headers: null,
    policy: draftPolicy(webhook.retryPolicy),
    timeoutSeconds: webhook.timeoutMs / 1_000,
    successStatus: webhook.successStatus,
    rateLimitPerSecond: webhook.rateLimitPerSecond ?? '',
    maxConcurrency: webhook.maxConcurrency,
    workflowStart: webhook.workflowStart ?? '',
    secret: '',
  };
}

/** What the draft says; null where the installation's own value holds. */
function settingsOf(draft: WebhookDraft) {
  return {
    url: draft.url.trim(),
    events: draft.allEvents ? ['*'] : draft.events,
    description: draft.description.trim() || null,
    retryPolicy: readPolicy(draft.policy),
    timeoutMs: draft.timeoutSeconds === '' ? null : Math.round(draft.timeoutSeconds * 1_000),
    successStatus: draft.successStatus,
    rateLimitPerSecond: draft.rateLimitPerSecond || null,
    maxConcurrency: draft.maxConcurrency || null,
    workflowStart: draft.workflowStart || null,
    ...(draft.headers && { headers: headersOf(draft.headers) }),
  };
}

function headersOf(headers: readonly HeaderDraft[]): Record<string, string> {
  return Object.fromEntries(
    headers.filter(({ name }) => name.trim() !== '').map(({ name, value }) => [name.trim(), value]),
  );
}

/** What was not chosen is not sent: there the installation's own value holds, now and when it changes. */
export function toCreateWebhook(draft: WebhookDraft, before: WebhookDraft): CreateWebhook {
  const secret = draft.secret.trim();
  const { url, events } = settingsOf(draft);
  return { ...toPatch(draft, before), url, events, ...(secret !== '' && { secret }) };
}

/** Only what was changed: what somebody else changed meanwhile stays. */
export function toPatch(draft: WebhookDraft, before: WebhookDraft): PatchWebhook {
  const old: Record<string, unknown> = settingsOf(before);
  return Object.fromEntries(
    Object.entries(settingsOf(draft)).filter(
      ([key, value]) => JSON.stringify(value) !== JSON.stringify(old[key]),
    ),
  );
}
