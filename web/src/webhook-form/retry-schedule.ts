import type { CreateWebhook } from '@posthorn/client';
import { duration } from '../parts/time-text.js';

export type RetryPolicy = NonNullable<CreateWebhook['retryPolicy']>;

/** What the preset of the Standard Webhooks specification waits. */
const STANDARD_WEBHOOKS = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];

/** When each attempt is made, in seconds after the first; jitter apart. */
function scheduleOf(policy: RetryPolicy): number[] {
  let at = 0;
  return [0, ...delaysOf(policy).map((delay) => (at += delay))];
}

function delaysOf(policy: RetryPolicy): number[] {
  if (policy === 'standard-webhooks') return STANDARD_WEBHOOKS;
  if ('delaysSeconds' in policy) return policy.delaysSeconds;
  const { initialIntervalSeconds = 60, backoffCoefficient = 2, maximumAttempts = 3 } = policy;
  return Array.from({ length: Math.max(0, maximumAttempts - 1) }, (_, index) =>
    Math.min(initialIntervalSeconds * backoffCoefficient ** index, policy.maximumIntervalSeconds ?? Infinity),
  );
}

/** "3 attempts: at once, after 1 min, after 3 min. Gives up after 3 min." */
export function describeSchedule(policy: RetryPolicy): string {
  const schedule = scheduleOf(policy);
  const last = schedule.at(-1) ?? 0;
  if (schedule.length === 1) return 'One attempt. Gives up at once.';
  const shown = schedule.slice(1, 5).map((seconds) => `after ${duration(seconds * 1_000)}`);
  if (schedule.length > 5) shown.push('…');
  const jitter = policy === 'standard-webhooks' ? 0 : (policy.jitterFraction ?? 0);
  const latest = jitter > 0 ? `, or up to ${duration(last * (1 + jitter) * 1_000)} with jitter` : '';
  return `${schedule.length} attempts: at once, ${shown.join(', ')}. Gives up after ${duration(last * 1_000)}${latest}.`;
}
