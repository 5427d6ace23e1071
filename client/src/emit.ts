import type { Send } from './request.js';

export interface EventOptions {
  /**
   * Your own id of the event, `[A-Za-z0-9_-]{1,64}`, unique in its workspace: emitting it again, even from another
   * process, changes nothing. Default: a new one, made once, which covers only this call's own retries.
   */
  externalId?: string | undefined;
  /** When it occurred. Default: now. */
  timestamp?: Date | string | undefined;
  /** What it is about. Default: `data.leadId`. */
  subject?: string | undefined;
  /** Default: the client's. */
  workspaceId?: string | undefined;
}

export interface EmitOptions extends EventOptions {
  signal?: AbortSignal | undefined;
}

export interface Emitted {
  id: string;
  /** How many webhooks take it. */
  deliveries: number;
  /** An earlier try of this call had been accepted. */
  replayed: boolean;
}

/** An event as POST /events takes it. */
export interface EventBody extends EventOptions {
  event: string;
  data: unknown;
  externalId: string;
}

export async function emit(
  send: Send,
  workspaceId: string | undefined,
  type: string,
  data: unknown,
  { signal, ...options }: EmitOptions,
): Promise<Emitted> {
  const body = eventBody(type, data, options, workspaceId);
  const answer = await send<Emitted>({ method: 'POST', path: '/events', body, signal });
  return { id: answer.body.id, deliveries: answer.body.deliveries, replayed: answer.replayed };
}

export function eventBody(
  event: string,
  data: unknown,
  { externalId, timestamp, subject, workspaceId }: EventOptions,
  defaultWorkspaceId: string | undefined,
): EventBody {
  return {
    event,
    data,
    externalId: externalId ?? crypto.randomUUID(),
    // Not made up beside a given externalId: the same event emitted again later would then differ, and be refused.
    timestamp: timestamp ?? (externalId === undefined ? new Date().toISOString() : undefined),
    subject,
    workspaceId: workspaceId ?? defaultWorkspaceId,
  };
}
