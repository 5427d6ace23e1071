import type { EventDataByType, OwnEventDataByType } from './generated/event-types.js';

/** An event as a receiver gets it: the request's JSON body. */
export interface Envelope<Type extends string, Data> {
  /** The same in every attempt, retry and replay, and in the `webhook-id` header: deduplicate by it. */
  id: string;
  event: Type;
  /** When it occurred, RFC 3339 in UTC. No order of arrival is promised: ignore what is older than what you have. */
  timestamp: string;
  workspaceId: string;
  data: Data;
  /** Only in a test send. */
  test?: true;
}

/** One of the known events, told apart by `event`. Types of your own: `PosthornEvent<EventDataByType & MyEvents>`. */
export type PosthornEvent<Events = EventDataByType> = OneOf<Events> | OneOf<OwnEventDataByType>;

type OneOf<Events> = { [Type in keyof Events & string]: Envelope<Type, Events[Type]> }[keyof Events & string];

/** The data of an event type; anything for a name that is not known here. */
export type EventData<Type extends string, Events = EventDataByType> = Type extends keyof Events
  ? Events[Type]
  : { [field: string]: unknown };
