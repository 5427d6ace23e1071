import { useEventTypes } from '../queries/event-types.js';
import { ChoiceFilter } from './choice-filter.js';

interface EventTypeFilterProps {
  chosen: string | undefined;
  onChosen: (eventType: string | undefined) => void;
}

export function EventTypeFilter(props: EventTypeFilterProps) {
  const { data: eventTypes } = useEventTypes();
  return (
    <ChoiceFilter
      {...props}
      label="Event type"
      placeholder="Any event type"
      choices={(eventTypes ?? []).map(({ name }) => ({ value: name, label: name }))}
      w={190}
    />
  );
}
