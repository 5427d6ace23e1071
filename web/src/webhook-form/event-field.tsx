import { Alert, Pill, Skeleton, Stack, Switch, Text, TextInput } from '@mantine/core';
import { Search } from 'lucide-react';
import { useState } from 'react';
import { messageOf } from '../parts/explain-error.js';
import { useEventTypes } from '../queries/event-types.js';
import { EventGroup } from './event-group.js';
import classes from './event-field.module.css';
import type { FormPartProps } from './webhook-form.js';

/** Which events: all of them only where that is said, never because nothing is ticked. */
export function EventField({ draft, change, errors }: FormPartProps) {
  return (
    <Stack gap="sm">
      <Switch
        label="All events, now and future"
        description="Types that are added later are sent too."
        checked={draft.allEvents}
        onChange={({ currentTarget }) => change({ allEvents: currentTarget.checked })}
      />
      {!draft.allEvents && <EventTree events={draft.events} choose={(events) => change({ events })} />}
      {errors['events'] !== undefined && (
        <Text size="sm" c="var(--bad)">
          {errors['events']}
        </Text>
      )}
    </Stack>
  );
}

function EventTree({ events, choose }: { events: string[]; choose: (events: string[]) => void }) {
  const { data: types, error } = useEventTypes();
  const [sought, setSought] = useState('');
  if (error) return <Alert color="red">{messageOf(error)}</Alert>;
  if (!types) return <Skeleton height={360} radius="md" />;
  const found = types.filter(({ name, description, group }) =>
    `${name} ${description} ${group}`.toLowerCase().includes(sought.trim().toLowerCase()),
  );
  const wildcards = events.filter((event) => event.endsWith('.*'));
  return (
    <Stack gap="xs">
      <TextInput
        aria-label="Search events"
        placeholder="Search events"
        leftSection={<Search size={15} />}
        value={sought}
        onChange={({ currentTarget }) => setSought(currentTarget.value)}
      />
      {wildcards.length > 0 && (
        <Pill.Group>
          {wildcards.map((wildcard) => (
            <Pill
              key={wildcard}
              withRemoveButton
              removeButtonProps={{ 'aria-label': `Remove ${wildcard}`, tabIndex: 0 }}
              onRemove={() => choose(events.filter((event) => event !== wildcard))}
            >
              {wildcard}, also future ones
            </Pill>
          ))}
        </Pill.Group>
      )}
      <div className={classes['tree']}>
        {[...new Set(found.map(({ group }) => group))].map((group) => (
          <EventGroup
            key={group}
            group={group}
            types={found.filter((type) => type.group === group)}
            events={events}
            choose={choose}
          />
        ))}
        {found.length === 0 && (
          <Text p="md" c="dimmed">
            No event type is called or described like this.
          </Text>
        )}
      </div>
    </Stack>
  );
}
