import type { Webhook } from '@posthorn/client';
import { MultiSelect, Radio, Select, Stack, Text } from '@mantine/core';
import { SectionCard } from '../../parts/section-card.js';
import { useEventTypes } from '../../queries/event-types.js';
import { shortUrl } from '../../parts/short-url.js';
import {
  DEFAULT_SPAN,
  INCLUDES,
  type Include,
  type RecoverSearch,
  SPANS,
  eventTypesOf,
} from './recover-search.js';
import classes from './recover.module.css';

const WHAT: Record<Include, { name: string; means: string }> = {
  failed: {
    name: 'Recover failed',
    means: 'Deliveries that failed are sent again, each with a full budget of attempts.',
  },
  missing: {
    name: 'Send missed events',
    means:
      'Events that the webhook takes but never had a delivery of: from before it was made, or took them.',
  },
  all: {
    name: 'Everything again',
    means: 'Both, and what arrived already. Receivers know a repetition by its webhook-id.',
  },
};

interface RecoverFormProps {
  search: RecoverSearch;
  webhooks: Webhook[];
  webhook: Webhook | undefined;
  onSearch: (search: RecoverSearch) => void;
}

/** What is to be recovered. */
export function RecoverForm({ search, webhooks, webhook, onSearch }: RecoverFormProps) {
  const { data: eventTypes } = useEventTypes();
  return (
    <SectionCard title="What to send">
      <Stack gap="lg">
        <Select
          label="Webhook"
          placeholder="Choose one"
          data={webhooks.map(({ id, url }) => ({ value: id, label: shortUrl(url) }))}
          value={webhook?.id ?? null}
          onChange={(webhookId) => onSearch({ ...search, ...(webhookId !== null && { webhookId }) })}
          allowDeselect={false}
          searchable={webhooks.length > 8}
        />
        <Radio.Group
          label="Which"
          value={search.include ?? 'failed'}
          onChange={(value) => {
            const include = INCLUDES.find((known) => known === value);
            onSearch({ ...search, ...(include && { include }) });
          }}
        >
          <div className={classes['choices']}>
            {INCLUDES.map((include) => (
              <Radio.Card key={include} value={include} className={classes['choice']} radius="md">
                <Radio.Indicator />
                <div>
                  <Text fw={600}>{WHAT[include].name}</Text>
                  <Text size="sm" c="dimmed">
                    {WHAT[include].means}
                  </Text>
                </div>
              </Radio.Card>
            ))}
          </div>
        </Radio.Group>
        <Select
          label="From when"
          description="By the time when the event occurred"
          data={spansWith(search)}
          value={search.since ?? DEFAULT_SPAN}
          onChange={(since) => {
            // A span ends now.
            const { until: _until, ...others } = search;
            onSearch({ ...others, ...(since !== null && { since }) });
          }}
          allowDeselect={false}
        />
        <MultiSelect
          label="Event types"
          description="All that the webhook takes, where none is chosen"
          placeholder={eventTypesOf(search).length === 0 ? 'All' : ''}
          data={(eventTypes ?? []).map(({ name }) => name)}
          value={eventTypesOf(search)}
          onChange={(names) => {
            const { eventTypes: _eventTypes, ...others } = search;
            onSearch({ ...others, ...(names.length > 0 && { eventTypes: names.join(',') }) });
          }}
          searchable
          clearable
        />
      </Stack>
    </SectionCard>
  );
}

const SHORT = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** What a link asks for stands in the choice too. */
function spansWith({ since, until }: RecoverSearch): { value: string; label: string }[] {
  const spans = Object.entries(SPANS).map(([value, { label }]) => ({ value, label: capital(label) }));
  if (since === undefined || since in SPANS) return spans;
  const end = until === undefined ? 'now' : SHORT.format(new Date(until));
  return [{ value: since, label: `${SHORT.format(new Date(since))} until ${end}` }, ...spans];
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
