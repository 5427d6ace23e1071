import { NumberInput, SegmentedControl, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import type { PolicyDraft } from './policy-draft.js';
import { readPolicy } from './policy-draft.js';
import { describeSchedule } from './retry-schedule.js';

interface PolicyFieldProps {
  policy: PolicyDraft;
  change: (policy: PolicyDraft) => void;
  error: string | undefined;
}

type NumberKey =
  | 'maximumAttempts'
  | 'initialIntervalSeconds'
  | 'backoffCoefficient'
  | 'maximumIntervalSeconds'
  | 'jitterPercent';

const BACKOFF: { key: NumberKey; label: string; suffix?: string; placeholder?: string; min: number }[] = [
  { key: 'maximumAttempts', label: 'Attempts in all', min: 1 },
  { key: 'initialIntervalSeconds', label: 'First wait', suffix: ' s', min: 1 },
  { key: 'backoffCoefficient', label: 'Each wait times', min: 1 },
  { key: 'maximumIntervalSeconds', label: 'Longest wait', suffix: ' s', placeholder: 'none', min: 1 },
];

const KINDS = [
  { value: 'backoff', label: 'Growing waits' },
  { value: 'delays', label: 'A list of waits' },
  { value: 'standard-webhooks', label: 'Standard Webhooks' },
] as const;

/** The retry policy, and in words what comes of it. */
export function PolicyField({ policy, change, error }: PolicyFieldProps) {
  const number = ({ key, label, suffix, placeholder, min }: (typeof BACKOFF)[number]) => (
    <NumberInput
      key={key}
      label={label}
      min={min}
      {...(suffix !== undefined && { suffix })}
      {...(placeholder !== undefined && { placeholder })}
      value={policy[key]}
      onChange={(value) => change({ ...policy, [key]: typeof value === 'number' ? value : '' })}
    />
  );
  return (
    <Stack gap="xs">
      <Text fw={600} size="sm" id="retry-policy">
        Retry policy
      </Text>
      <SegmentedControl
        aria-labelledby="retry-policy"
        size="xs"
        data={[...KINDS]}
        value={policy.kind}
        onChange={(kind) => change({ ...policy, kind })}
      />
      {policy.kind === 'backoff' && <SimpleGrid cols={{ base: 2, sm: 4 }}>{BACKOFF.map(number)}</SimpleGrid>}
      {policy.kind === 'delays' && (
        <TextInput
          label="Waits in seconds"
          placeholder="60, 120"
          value={policy.delays}
          onChange={({ currentTarget }) => change({ ...policy, delays: currentTarget.value })}
        />
      )}
      {policy.kind !== 'standard-webhooks' && (
        <SimpleGrid cols={{ base: 2, sm: 4 }}>
          {number({ key: 'jitterPercent', label: 'Jitter', suffix: ' %', min: 0 })}
        </SimpleGrid>
      )}
      <Text size="sm" aria-live="polite">
        {describeSchedule(readPolicy(policy))}
      </Text>
      {error !== undefined && (
        <Text size="sm" c="var(--bad)">
          {error}
        </Text>
      )}
    </Stack>
  );
}
