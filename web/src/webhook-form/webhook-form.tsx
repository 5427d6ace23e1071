import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import type { Webhook } from '@posthorn/client';
import type { ReactNode } from 'react';
import { messageOf } from '../parts/explain-error.js';
import { SectionCard } from '../parts/section-card.js';
import { AdvancedFields } from './advanced-fields.js';
import { EventField } from './event-field.js';
import { fieldErrors } from './field-errors.js';
import { HeadersField } from './headers-field.js';
import { UrlField } from './url-field.js';
import type { WebhookDraft } from './webhook-draft.js';

export interface FormPartProps {
  draft: WebhookDraft;
  /** Changes some of it. */
  change: (changes: Partial<WebhookDraft>) => void;
  /** By field, from the API. */
  errors: Partial<Record<string, string>>;
}

interface WebhookFormProps extends Omit<FormPartProps, 'errors'> {
  /** The one that is edited; absent: it is a new one. */
  webhook?: Webhook;
  error: unknown;
  isPending: boolean;
  submitLabel: string;
  /** Why it cannot be sent yet. */
  missing?: string | undefined;
  onSubmit: () => void;
  /** Beside the button. */
  aside?: ReactNode;
}

export function WebhookForm(props: WebhookFormProps) {
  const { draft, change, error, missing, isPending, submitLabel, onSubmit, webhook, aside } = props;
  const errors = fieldErrors(error);
  const part: FormPartProps = { draft, change, errors };
  const told =
    Object.keys(errors).length > 0 ? 'Some of it cannot be taken as it is: see above.' : messageOf(error);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (missing === undefined) onSubmit();
      }}
    >
      <Stack gap="md">
        <SectionCard title="Where to">
          <UrlField {...part} webhookId={webhook?.id} />
        </SectionCard>
        <SectionCard title="Which events">
          <EventField {...part} />
        </SectionCard>
        <SectionCard title="More">
          <Stack gap="md">
            <TextInput
              label="Description"
              placeholder="CRM sync"
              maxLength={1_000}
              value={draft.description}
              onChange={({ currentTarget }) => change({ description: currentTarget.value })}
              error={errors['description']}
            />
            <HeadersField {...part} names={webhook?.headers} />
            <AdvancedFields {...part} isNew={webhook === undefined} />
          </Stack>
        </SectionCard>
        <Group justify="space-between" align="center">
          <Text size="sm" c={error ? 'var(--bad)' : 'dimmed'} role={error ? 'alert' : undefined}>
            {error ? told : missing}
          </Text>
          <Group gap="xs">
            {aside}
            <Button type="submit" loading={isPending} disabled={missing !== undefined}>
              {submitLabel}
            </Button>
          </Group>
        </Group>
      </Stack>
    </form>
  );
}
