import { z } from 'zod';

const MAX_ATTEMPTS = 50;
const MAX_SECONDS = 30 * 24 * 3600;

const backoffPolicy = z.strictObject({
  initialIntervalSeconds: z.number().min(1).max(MAX_SECONDS).optional(),
  backoffCoefficient: z.number().min(1).max(100).optional(),
  maximumAttempts: z.int().min(1).max(MAX_ATTEMPTS).optional(),
  maximumIntervalSeconds: z.number().min(1).max(MAX_SECONDS).nullable().optional(),
  jitterFraction: z.number().min(0).max(1).optional(),
});

const delaysPolicy = z.strictObject({
  delaysSeconds: z
    .array(z.number().min(1).max(MAX_SECONDS))
    .max(MAX_ATTEMPTS - 1)
    .describe('The wait before each further attempt; [] means one attempt.'),
  jitterFraction: z.number().min(0).max(1).optional(),
});

// Not `z.union`: it takes the complaints of a branch that only found unknown fields for those of the whole.
const anyPolicy = z.xor([z.literal('standard-webhooks'), delaysPolicy, backoffPolicy], {
  error:
    'Expected the preset "standard-webhooks", or an object such as {"maximumAttempts": 5} or {"delaysSeconds": [60, 120]}.',
});
export type RetryPolicyInput = z.infer<typeof anyPolicy>;

/** A retry policy as a caller gives it. */
export const retryPolicyInput = anyPolicy.refine(
  (policy) => totalSeconds(effectivePolicy(policy)) <= MAX_SECONDS,
  {
    error: ({ input }) =>
      typeof input === 'object' && input !== null && 'delaysSeconds' in input
        ? 'The whole schedule may take at most 30 days: give fewer or shorter delays.'
        : 'The whole schedule may take at most 30 days: give maximumIntervalSeconds, which bounds each delay, or fewer attempts.',
    // A policy whose numbers are out of bounds has no schedule worth adding up.
    when: ({ issues }) => issues.length === 0,
  },
);

/** The effective policy: every field present. */
export type RetryPolicy =
  | {
      initialIntervalSeconds: number;
      backoffCoefficient: number;
      maximumAttempts: number;
      maximumIntervalSeconds: number | null;
      jitterFraction: number;
    }
  | { delaysSeconds: number[]; jitterFraction: number };

const DEFAULT_RETRY_POLICY = {
  initialIntervalSeconds: 60,
  backoffCoefficient: 2,
  maximumAttempts: 3,
  maximumIntervalSeconds: null,
  jitterFraction: 0,
} as const satisfies RetryPolicy;

/** The schedule that the Standard Webhooks specification suggests: ten attempts over about three days. */
const STANDARD_WEBHOOKS = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];

export function effectivePolicy(input: RetryPolicyInput): RetryPolicy {
  if (input === 'standard-webhooks') return { delaysSeconds: STANDARD_WEBHOOKS, jitterFraction: 0 };
  if ('delaysSeconds' in input) {
    return { delaysSeconds: input.delaysSeconds, jitterFraction: input.jitterFraction ?? 0 };
  }
  return {
    initialIntervalSeconds: input.initialIntervalSeconds ?? DEFAULT_RETRY_POLICY.initialIntervalSeconds,
    backoffCoefficient: input.backoffCoefficient ?? DEFAULT_RETRY_POLICY.backoffCoefficient,
    maximumAttempts: input.maximumAttempts ?? DEFAULT_RETRY_POLICY.maximumAttempts,
    maximumIntervalSeconds: input.maximumIntervalSeconds ?? null,
    jitterFraction: input.jitterFraction ?? 0,
  };
}

export function maximumAttempts(policy: RetryPolicy): number {
  return 'delaysSeconds' in policy ? policy.delaysSeconds.length + 1 : policy.maximumAttempts;
}

/** The wait after the `charged`-th attempt (1-based), before jitter. */
export function baseDelaySeconds(policy: RetryPolicy, charged: number): number {
  if ('delaysSeconds' in policy) return policy.delaysSeconds[charged - 1] ?? policy.delaysSeconds.at(-1) ?? 1;
  const raw = policy.initialIntervalSeconds * policy.backoffCoefficient ** (charged - 1);
  return Math.min(raw, policy.maximumIntervalSeconds ?? MAX_SECONDS);
}

/** The wait in milliseconds, jitter included; `random` is in [0, 1). Never below one second. */
export function delayMs(policy: RetryPolicy, charged: number, random = Math.random()): number {
  const seconds = baseDelaySeconds(policy, charged) * (1 + random * policy.jitterFraction);
  return Math.max(1_000, Math.round(seconds * 1_000));
}

function totalSeconds(policy: RetryPolicy): number {
  let total = 0;
  for (let charged = 1; charged < maximumAttempts(policy); charged++) {
    total += baseDelaySeconds(policy, charged) * (1 + policy.jitterFraction);
  }
  return total;
}
