import type { RetryPolicy } from './retry-schedule.js';

/** A number field may be empty while it is typed into; then the installation's own value holds. */
export type NumberDraft = number | '';

/** A retry policy as the form has it: the fields of the other kinds are kept while one is looked at. */
export interface PolicyDraft {
  kind: 'backoff' | 'delays' | 'standard-webhooks';
  maximumAttempts: NumberDraft;
  initialIntervalSeconds: NumberDraft;
  backoffCoefficient: NumberDraft;
  maximumIntervalSeconds: NumberDraft;
  /** As typed: `60, 120`. */
  delays: string;
  jitterPercent: NumberDraft;
}

const THREE_ATTEMPTS: PolicyDraft = {
  kind: 'backoff',
  maximumAttempts: 3,
  initialIntervalSeconds: 60,
  backoffCoefficient: 2,
  maximumIntervalSeconds: '',
  delays: '60, 120',
  jitterPercent: 0,
};

export function draftPolicy(policy: RetryPolicy): PolicyDraft {
  if (policy === 'standard-webhooks') return { ...THREE_ATTEMPTS, kind: 'standard-webhooks' };
  const jitterPercent = Math.round((policy.jitterFraction ?? 0) * 100);
  if ('delaysSeconds' in policy) {
    return { ...THREE_ATTEMPTS, kind: 'delays', delays: policy.delaysSeconds.join(', '), jitterPercent };
  }
  return {
    ...THREE_ATTEMPTS,
    maximumAttempts: policy.maximumAttempts ?? 3,
    initialIntervalSeconds: policy.initialIntervalSeconds ?? 60,
    backoffCoefficient: policy.backoffCoefficient ?? 2,
    maximumIntervalSeconds: policy.maximumIntervalSeconds ?? '',
    jitterPercent,
  };
}

export function readPolicy(draft: PolicyDraft): RetryPolicy {
  if (draft.kind === 'standard-webhooks') return 'standard-webhooks';
  const jitterFraction = (draft.jitterPercent || 0) / 100;
  if (draft.kind === 'delays') return { delaysSeconds: readDelays(draft.delays), jitterFraction };
  return {
    initialIntervalSeconds: draft.initialIntervalSeconds || 60,
    backoffCoefficient: draft.backoffCoefficient || 2,
    maximumAttempts: draft.maximumAttempts || 3,
    maximumIntervalSeconds: draft.maximumIntervalSeconds || null,
    jitterFraction,
  };
}

function readDelays(text: string): number[] {
  return text
    .split(/[\s,;]+/)
    .filter((part) => part !== '')
    .map(Number)
    .filter((seconds) => Number.isFinite(seconds));
}
