import type { Event } from '@posthorn/client';
import { Badge, Button, Group, Select, Stack, Textarea } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import { Send } from 'lucide-react';
import { useState } from 'react';
import { SectionCard } from '../../parts/section-card.js';
import { useEventTypes } from '../../queries/event-types.js';
import { useEvent } from '../../queries/events.js';
import { useTestWebhook } from '../../queries/test-webhook.js';
import { TestResult } from '../../webhook/test-result.js';
import { exampleText, readData } from './test-data.js';
import classes from './webhook.module.css';

/** The type that a test has where none is chosen; no webhook subscribes to it. */
const PLAIN = 'webhook.test';

export function TestTab() {
  const { webhookId } = useParams({ from: '/signed-in/settings/webhook/$webhookId' });
  const { data: types = [] } = useEventTypes();
  const [event, setEvent] = useState(PLAIN);
  const [edited, setEdited] = useState<string>();
  const test = useTestWebhook(webhookId);
  const { data: sent } = useEvent(test.data?.eventId);
  const example = types.find(({ name }) => name === event)?.example;
  const text = edited ?? exampleText(example);
  const { data, problem } = readData(text);
  return (
    <Stack gap="md">
      <SectionCard
        title="Send a test"
        about="To this webhook alone, in one attempt, marked as a test in its envelope; also while it is paused. It is in no statistics."
      >
        <Stack gap="sm" className={classes['column']}>
          <Select
            label="Event"
            data={[PLAIN, ...types.map(({ name }) => name)]}
            allowDeselect={false}
            searchable
            value={event}
            onChange={(name) => {
              setEvent(name ?? PLAIN);
              setEdited(undefined);
            }}
          />
          <Textarea
            label="Data"
            className={classes['editor']}
            autosize
            minRows={event === PLAIN ? 2 : 6}
            maxRows={22}
            spellCheck={false}
            placeholder="What it carries by default"
            value={text}
            onChange={({ currentTarget }) => setEdited(currentTarget.value)}
            error={problem}
          />
          <Group>
            <Button
              leftSection={<Send size={15} />}
              loading={test.isPending}
              disabled={problem !== undefined}
              onClick={() => test.mutate({ event, ...(data && { data }) })}
            >
              Send
            </Button>
            {edited !== undefined && (
              <Button variant="subtle" color="gray" onClick={() => setEdited(undefined)}>
                Back to the example
              </Button>
            )}
          </Group>
        </Stack>
      </SectionCard>
      {!test.isIdle && (
        <SectionCard title="What came of it" actions={<Badge variant="light">Test</Badge>}>
          <TestResult
            data={test.data}
            error={test.error}
            isPending={test.isPending}
            {...(sent && { requestBody: envelopeOf(sent) })}
          />
        </SectionCard>
      )}
    </Stack>
  );
}

/** What was sent, as the receiver saw it. */
function envelopeOf({ id, event, timestamp, workspaceId, data }: Event) {
  return { id, event, timestamp, workspaceId, data, test: true };
}
