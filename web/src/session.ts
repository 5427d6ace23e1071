import { type QueryClient, queryOptions, useQueryClient } from '@tanstack/react-query';
import type { Webhook } from '@posthorn/client';
import { useNavigate, useRouteContext, useSearch } from '@tanstack/react-router';
import { forgetPortalVisit, rememberPortalVisit } from './portal-visit.js';
import { readProblem } from './problem.js';

export type Role = 'admin' | 'manage' | 'read';

/** Who is signed in. */
export interface Session {
  role: Role;
  /** null: of the instance, and free to choose one. */
  workspaceId: string | null;
  /** The id of an API key, `admin`, or `portal`. */
  actor: string;
  /** What holds for a webhook that is created without these. */
  webhookDefaults: WebhookDefaults;
}

export type WebhookDefaults = Pick<Webhook, 'retryPolicy' | 'timeoutMs' | 'successStatus'>;

const PATH = '/api/v1/session';
const PORTAL = 'portal';

/** null: nobody is signed in. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  staleTime: Infinity,
  queryFn: async ({ signal }): Promise<Session | null> => {
    const response = await fetch(PATH, { signal });
    if (response.status === 401) return null;
    if (!response.ok) throw await readProblem('GET /session', response);
    const session = (await response.json()) as Session;
    if (session.actor === PORTAL) rememberPortalVisit();
    return session;
  },
});

/** The key is given once, for a cookie that no script can read. */
export async function signIn(queryClient: QueryClient, apiKey: string): Promise<void> {
  const response = await fetch(PATH, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ apiKey }),
  });
  if (!response.ok) throw await readProblem('POST /session', response);
  forgetPortalVisit();
  queryClient.setQueryData(sessionQuery.queryKey, (await response.json()) as Session);
}

export interface CurrentSession {
  role: Role;
  /** The one that the page shows: the session's own, or else the one in the URL. */
  workspaceId: string;
  /** Whether another one can be chosen. */
  ofInstance: boolean;
  /** Whether it may change anything. */
  mayManage: boolean;
  /** Whether it came by a portal link. */
  isPortal: boolean;
  webhookDefaults: WebhookDefaults;
}

/** Of a screen that only the signed-in see. */
export function useSession(): CurrentSession {
  const { session } = useRouteContext({ from: '/signed-in' });
  const { workspace } = useSearch({ from: '/signed-in' });
  return {
    role: session.role,
    workspaceId: session.workspaceId ?? workspace ?? 'default',
    ofInstance: session.workspaceId === null,
    mayManage: session.role !== 'read',
    isPortal: session.actor === PORTAL,
    webhookDefaults: session.webhookDefaults,
  };
}

export function useSignOut(): () => Promise<void> {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  return async () => {
    await fetch(PATH, { method: 'DELETE' });
    queryClient.clear();
    await navigate({ to: '/sign-in' });
  };
}
