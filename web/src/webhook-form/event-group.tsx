import type { EventType } from '@posthorn/client';
import { Checkbox, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { JsonView } from '../parts/json-view.js';
import classes from './event-field.module.css';

interface EventGroupProps {
  group: string;
  types: readonly EventType[];
  /** What is chosen, in all groups. */
  events: readonly string[];
  choose: (events: string[]) => void;
}

export function EventGroup({ group, types, events, choose }: EventGroupProps) {
  const names = types.map(({ name }) => name);
  const chosen = names.filter((name) => isTaken(name, events));
  const rest = events.filter((event) => !names.includes(event));
  return (
    <fieldset className={classes['group']}>
      <legend className={classes['legend']}>{group}</legend>
      <Checkbox
        className={classes['head']}
        label={group}
        checked={chosen.length === names.length}
        indeterminate={chosen.length > 0 && chosen.length < names.length}
        onChange={({ currentTarget }) => choose(currentTarget.checked ? [...rest, ...names] : [...rest])}
      />
      {types.map((type) => (
        <EventRow
          key={type.name}
          type={type}
          checked={chosen.includes(type.name)}
          byWildcard={!events.includes(type.name) && chosen.includes(type.name)}
          toggle={(checked) =>
            choose(checked ? [...events, type.name] : events.filter((event) => event !== type.name))
          }
        />
      ))}
    </fieldset>
  );
}

interface EventRowProps {
  type: EventType;
  checked: boolean;
  /** A wildcard takes it: that has to be removed first. */
  byWildcard: boolean;
  toggle: (checked: boolean) => void;
}

function EventRow({ type: { name, description, example }, checked, byWildcard, toggle }: EventRowProps) {
  const [shown, setShown] = useState(false);
  return (
    <div className={classes['row']}>
      <Checkbox
        label={<code className={classes['event']}>{name}</code>}
        description={description}
        checked={checked}
        disabled={byWildcard}
        onChange={({ currentTarget }) => toggle(currentTarget.checked)}
      />
      <UnstyledButton
        className={classes['toggle']}
        aria-expanded={shown}
        aria-label={`Example of ${name}`}
        onClick={() => setShown(!shown)}
      >
        {shown ? 'Hide' : 'Example'}
      </UnstyledButton>
      {shown && (
        <div className={classes['example']}>
          <JsonView value={example} what={`the example of ${name}`} maxHeight={260} />
        </div>
      )}
    </div>
  );
}

function isTaken(name: string, events: readonly string[]): boolean {
  return events.some(
    (event) => event === name || (event.endsWith('.*') && name.startsWith(event.slice(0, -1))),
  );
}
