import { useEffect, useEffectEvent, useSyncExternalStore } from 'react';
import { useSession } from '../session.js';
import {
  type DeliveryChange,
  type LiveListener,
  type LiveState,
  type LiveStream,
  type WebhookChange,
  createLiveStream,
} from './live-stream.js';

const streams = new Map<string, LiveStream>();

function streamOf(workspaceId: string): LiveStream {
  let stream = streams.get(workspaceId);
  if (!stream) {
    // An EventSource takes no header: the workspace stands in the query.
    stream = createLiveStream(`/api/v1/stream?workspaceId=${encodeURIComponent(workspaceId)}`);
    streams.set(workspaceId, stream);
  }
  return stream;
}

/** Hears every change of the workspace while the component is shown. Returns whether the stream is up. */
export function useLive(listener: LiveListener = {}): LiveState {
  const { workspaceId } = useSession();
  const stream = streamOf(workspaceId);
  const onDelivery = useEffectEvent((change: DeliveryChange) => listener.onDelivery?.(change));
  const onWebhook = useEffectEvent((change: WebhookChange) => listener.onWebhook?.(change));
  const onReset = useEffectEvent(() => listener.onReset?.());
  useEffect(
    () =>
      stream.listen({
        onDelivery: (change) => onDelivery(change),
        onWebhook: (change) => onWebhook(change),
        onReset: () => onReset(),
      }),
    [stream],
  );
  return useSyncExternalStore(stream.onStateChange, stream.state);
}
