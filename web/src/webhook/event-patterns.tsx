import { Group, Text, Tooltip } from '@mantine/core';
import classes from './event-patterns.module.css';

/** How many stand there before the rest is counted. */
const SHOWN = 2;

/** Which events a webhook takes. */
export function EventPatterns({ events }: { events: readonly string[] }) {
  if (events.includes('*')) return <Text>All events</Text>;
  const rest = events.slice(SHOWN);
  return (
    <Group gap={4}>
      {events.slice(0, SHOWN).map((event) => (
        <code key={event} className={classes['pattern']}>
          {event}
        </code>
      ))}
      {rest.length > 0 && (
        <Tooltip label={rest.join(', ')} multiline maw={360}>
          <span className={classes['more']}>+{rest.length}</span>
        </Tooltip>
      )}
    </Group>
  );
}
