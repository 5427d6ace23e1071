import { Posthorn } from '@posthorn/client';
import { useSession } from './session.js';

export interface WorkspaceApi {
  posthorn: Posthorn;
  /** The first part of every query's key: another workspace's answers are never shown. */
  workspaceId: string;
}

const clients = new Map<string, Posthorn>();

/** Posthorn as the signed-in person sees it, in the workspace that the page shows. */
export function useApi(): WorkspaceApi {
  const { workspaceId } = useSession();
  return { posthorn: clientOf(workspaceId), workspaceId };
}

function clientOf(workspaceId: string): Posthorn {
  let client = clients.get(workspaceId);
  if (!client) {
    client = new Posthorn({
      baseUrl: globalThis.location.origin,
      apiKey: null,
      workspaceId,
      // A person waits: better say soon that something is wrong, and offer to try again.
      retry: { maximumAttempts: 2 },
      fetch: (input, init) => fetch(input, { ...init, credentials: 'same-origin' }),
    });
    clients.set(workspaceId, client);
  }
  return client;
}
