import type { EventType } from '@posthorn/client';
import { Link } from '@tanstack/react-router';
import classes from './event-types.module.css';

export function EventTypeList({
  eventTypes,
  shown,
}: {
  eventTypes: readonly EventType[];
  shown: string | undefined;
}) {
  return (
    <nav aria-label="Event types" className={classes['list']}>
      {groupsOf(eventTypes).map(([group, types]) => (
        <section key={group} aria-label={group}>
          <h2 className={classes['group']}>{group}</h2>
          {types.map(({ name }) => (
            <Link
              key={name}
              to="/event-types"
              search={{ name }}
              replace
              className={classes['item']}
              aria-current={name === shown ? 'page' : undefined}
            >
              {name}
            </Link>
          ))}
        </section>
      ))}
    </nav>
  );
}

/** In the order in which they come. */
function groupsOf(eventTypes: readonly EventType[]): [group: string, types: EventType[]][] {
  const groups = new Map<string, EventType[]>();
  for (const type of eventTypes) groups.set(type.group, [...(groups.get(type.group) ?? []), type]);
  return [...groups];
}
