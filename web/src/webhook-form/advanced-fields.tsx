import { Collapse, NumberInput, Select, SimpleGrid, Stack, TextInput, UnstyledButton } from '@mantine/core';
import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import classes from './advanced-fields.module.css';
import { PolicyField } from './policy-field.js';
import { describeSchedule } from './retry-schedule.js';
import { readPolicy } from './policy-draft.js';
import type { FormPartProps } from './webhook-form.js';
import type { NumberDraft } from './policy-draft.js';

const ADVANCED = [
  'retryPolicy',
  'timeoutMs',
  'successStatus',
  'rateLimitPerSecond',
  'maxConcurrency',
  'secret',
];

/** What few change. Closed it says what holds; it opens by itself where something in it is wrong. */
export function AdvancedFields(props: FormPartProps & { isNew: boolean }) {
  const { draft, errors } = props;
  const [opened, setOpened] = useState(false);
  const isOpen = opened || ADVANCED.some((field) => errors[field] !== undefined);
  return (
    <div>
      <UnstyledButton className={classes['opener']} aria-expanded={isOpen} onClick={() => setOpened(!isOpen)}>
        <ChevronRight size={16} className={classes['chevron']} aria-hidden />
        <span>
          <span className={classes['title']}>Retries, limits, secret</span>
          {!isOpen && (
            <span className={classes['summary']}>{describeSchedule(readPolicy(draft.policy))}</span>
          )}
        </span>
      </UnstyledButton>
      <Collapse expanded={isOpen}>
        <Fields {...props} />
      </Collapse>
    </div>
  );
}

function Fields({ draft, change, errors, isNew }: FormPartProps & { isNew: boolean }) {
  return (
    <Stack gap="md" pt="md">
      <PolicyField
        policy={draft.policy}
        change={(policy) => change({ policy })}
        error={errors['retryPolicy']}
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <NumberInput
          label="Timeout"
          description="From the name look-up to the status line."
          placeholder="5 s"
          suffix=" s"
          min={1}
          max={30}
          value={draft.timeoutSeconds}
          onChange={(value) => change({ timeoutSeconds: numberOf(value) })}
          error={errors['timeoutMs']}
        />
        <Select
          label="Counts as delivered"
          description="Any other answer is a failed attempt."
          data={[
            { value: '2xx', label: 'Any 2xx' },
            { value: '200', label: '200 alone' },
          ]}
          allowDeselect={false}
          value={draft.successStatus}
          onChange={(value) => change({ successStatus: value === '200' ? '200' : '2xx' })}
          error={errors['successStatus']}
        />
        <NumberInput
          label="Rate limit"
          description="At most so many attempts a second."
          placeholder="none"
          suffix=" / s"
          min={0.1}
          max={10_000}
          value={draft.rateLimitPerSecond}
          onChange={(value) => change({ rateLimitPerSecond: numberOf(value) })}
          error={errors['rateLimitPerSecond']}
        />
        <NumberInput
          label="Concurrency"
          description="At most so many attempts at once."
          placeholder="20"
          min={1}
          max={1_000}
          allowDecimal={false}
          value={draft.maxConcurrency}
          onChange={(value) => change({ maxConcurrency: numberOf(value) })}
          error={errors['maxConcurrency']}
        />
        <Select
          label="Temporal workflow"
          description="When a delivery gets its own."
          data={[
            { value: '', label: 'As this installation has it' },
            { value: 'always', label: 'Before its first attempt' },
            { value: 'auto', label: 'Before it, unless there is a backlog' },
            { value: 'on-failure', label: 'Once an attempt has failed' },
          ]}
          allowDeselect={false}
          value={draft.workflowStart}
          onChange={(value) => change({ workflowStart: value ?? '' })}
          error={errors['workflowStart']}
        />
        {isNew && (
          <TextInput
            label="Secret"
            description="To bring one along; made when empty."
            placeholder="whsec_…"
            autoComplete="off"
            value={draft.secret}
            onChange={({ currentTarget }) => change({ secret: currentTarget.value })}
            error={errors['secret']}
          />
        )}
      </SimpleGrid>
    </Stack>
  );
}

function numberOf(value: number | string): NumberDraft {
  return typeof value === 'number' ? value : '';
}
