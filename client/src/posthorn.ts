import { emit, type EmitOptions, type Emitted } from './emit.js';
import { emitBatch, type BatchEvent, type BatchItem } from './emit-batch.js';
import type { EventData } from './event.js';
import type { EventDataByType } from './generated/event-types.js';
import { readOptions, type PosthornOptions } from './options.js';
import { createSend, type Send } from './request.js';
import { apiKeys, type ApiKeys } from './resources/api-keys.js';
import { audit, type Audit } from './resources/audit.js';
import { deliveries, type Deliveries } from './resources/deliveries.js';
import { eventTypes, type EventTypes } from './resources/event-types.js';
import { events, type Events } from './resources/events.js';
import { replays, type Replays } from './resources/replays.js';
import { stats, type Stats } from './resources/stats.js';
import { webhooks, type Webhooks } from './resources/webhooks.js';
import { workspaces, type Workspaces } from './resources/workspaces.js';

/** Emits events and manages webhooks. Event types of your own: `new Posthorn<EventDataByType & MyEvents>(…)`. */
export class Posthorn<EventTypesData = EventDataByType> {
  readonly webhooks: Webhooks;
  readonly events: Events;
  readonly eventTypes: EventTypes;
  readonly deliveries: Deliveries;
  readonly apiKeys: ApiKeys;
  readonly workspaces: Workspaces;
  readonly audit: Audit;
  readonly replays: Replays;
  readonly stats: Stats;
  readonly #send: Send;
  readonly #workspaceId: string | undefined;

  constructor(options: PosthornOptions = {}) {
    const settings = readOptions(options);
    const send = createSend(settings);
    // Emits name their workspace in the body, where each may have another.
    this.#send = createSend({ ...settings, workspaceId: undefined });
    this.#workspaceId = settings.workspaceId;
    this.webhooks = webhooks(send);
    this.events = events(send);
    this.eventTypes = eventTypes(send);
    this.deliveries = deliveries(send);
    this.apiKeys = apiKeys(send);
    this.workspaces = workspaces(send);
    this.audit = audit(send);
    this.replays = replays(send);
    this.stats = stats(send);
  }

  /** Resolves once the event and its deliveries are committed: from then on they are not lost. */
  emit<Type extends (keyof EventTypesData & string) | (string & {})>(
    type: Type,
    data: EventData<Type, EventTypesData>,
    options: EmitOptions = {},
  ): Promise<Emitted> {
    return emit(this.#send, this.#workspaceId, type, data, options);
  }

  /**
   * Emits any number of events, in order, 500 or 5 MiB a request. Resolves to one item for each, in the same order:
   * look at `ok`, since one that was refused, or could not be sent, does not stop the others.
   */
  emitBatch<const Types extends readonly string[]>(
    events: { readonly [Index in keyof Types]: BatchEvent<Types[Index], EventTypesData> },
    options: { signal?: AbortSignal | undefined } = {},
  ): Promise<BatchItem[]> {
    return emitBatch(this.#send, this.#workspaceId, events, options.signal);
  }
}
