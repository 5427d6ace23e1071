import type { DeliveryRow, Webhook } from '@posthorn/client';

/** What `GET /stream` tells of a delivery that was created, retries, or is over: its row as it then was. */
export type DeliveryChange = DeliveryRow;

export type WebhookChange = Pick<Webhook, 'id' | 'status'> & Partial<Webhook>;

export interface LiveListener {
  onDelivery?: ((change: DeliveryChange) => void) | undefined;
  onWebhook?: ((change: WebhookChange) => void) | undefined;
  /** Some changes were missed: ask again for what is shown. */
  onReset?: (() => void) | undefined;
}

export type LiveState = 'connecting' | 'live' | 'off';

export interface LiveStream {
  /** The connection is there while somebody listens. Returns how to stop. */
  listen(listener: LiveListener): () => void;
  state(): LiveState;
  onStateChange(tell: () => void): () => void;
}

/** How long a refused stream is left alone. */
const PAUSE_MS = 15_000;

/** One connection for all who listen; the browser resumes it with Last-Event-ID. */
export function createLiveStream(url: string): LiveStream {
  const listeners = new Set<LiveListener>();
  const watchers = new Set<() => void>();
  let state: LiveState = 'connecting';
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function become(next: LiveState): void {
    state = next;
    for (const tell of watchers) tell();
  }

  function tellAll(each: (listener: LiveListener) => void): void {
    for (const listener of listeners) each(listener);
  }

  function connect(): void {
    become('connecting');
    const opened = new EventSource(url);
    source = opened;
    let isNew = true;
    opened.addEventListener('open', () => {
      become('live');
      // A stream that is not resumed begins now: what happened since the page asked for its data is not in it.
      if (isNew) tellAll(({ onReset }) => onReset?.());
      isNew = false;
    });
    opened.addEventListener('error', () => {
      if (opened.readyState !== EventSource.CLOSED) return become('connecting');
      become('off');
      timer = setTimeout(connect, PAUSE_MS);
    });
    opened.addEventListener('delivery', ({ data }) => {
      const change = JSON.parse(String(data)) as DeliveryChange;
      tellAll(({ onDelivery }) => onDelivery?.(change));
    });
    opened.addEventListener('webhook', ({ data }) => {
      const change = JSON.parse(String(data)) as WebhookChange;
      tellAll(({ onWebhook }) => onWebhook?.(change));
    });
    opened.addEventListener('reset', () => tellAll(({ onReset }) => onReset?.()));
  }

  return {
    listen: (listener) => {
      listeners.add(listener);
      if (listeners.size === 1) connect();
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        clearTimeout(timer);
        source?.close();
      };
    },
    state: () => state,
    onStateChange: (tell) => {
      watchers.add(tell);
      return () => watchers.delete(tell);
    },
  };
}
