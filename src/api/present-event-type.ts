import type { EventType } from '../contract/event-types.js';
import type { EventTypeBody } from '../contract/event-type.js';

export function presentEventType({ name, description, group, schema, example }: EventType): EventTypeBody {
  return { name, description, group, schema, example };
}
