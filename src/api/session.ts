import { createHmac, randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Request } from 'express';
import type { Config } from '../config.js';
import type { Db } from '../store/db.js';
import { ProblemError } from '../errors.js';
import { toPublicId } from '../ids.js';
import { type Session, findSession, insertSession } from '../store/sessions.js';
import { type Auth, hashOf } from './auth.js';

export const SESSION_COOKIE = 'posthorn_session';

const TOKEN_FORM = /^[A-Za-z0-9_-]{43}$/;

/** Begins a session for the caller. The cookie carries the only copy of its token. */
export async function beginSession(
  db: Db,
  config: Config,
  auth: Auth,
): Promise<{ session: Session; cookie: string }> {
  const token = randomBytes(32).toString('base64url');
  const kind = auth.keyId !== null ? 'api-key' : auth.role === 'admin' ? 'admin' : 'portal';
  const session = await insertSession(db, {
    hash: kind === 'admin' ? adminHash(config, token) : hashOf(token),
    kind,
    apiKeyId: auth.keyId,
    role: auth.role,
    workspaceId: auth.workspaceId,
  });
  const maxAgeSeconds = Math.floor((session.expiresAt.getTime() - Date.now()) / 1_000);
  return { session, cookie: cookieOf(config, token, maxAgeSeconds) };
}

/** Takes the session's cookie out of the browser. */
export function endedCookie(config: Config): string {
  return cookieOf(config, '', 0);
}

/** Who is signed in, by the cookie; undefined: nobody, or no longer. */
export async function findSessionAuth(
  db: Db,
  config: Config,
  headers: IncomingHttpHeaders,
): Promise<Auth | undefined> {
  const hashes = tokensIn(headers).flatMap((token) => [hashOf(token), adminHash(config, token)]);
  const session = hashes.length > 0 ? await findSession(db, hashes) : undefined;
  if (!session) return undefined;
  const { kind, role, workspaceId, apiKeyId } = session;
  const actor = apiKeyId === null ? (kind === 'admin' ? 'admin' : 'portal') : toPublicId('key', apiKeyId);
  return { actor, role, workspaceId, keyId: apiKeyId, session };
}

/**
 * Refuses what another site may have made a browser send along with our cookie. Browsers say where a request comes from:
 * in Sec-Fetch-Site, and where there is none (http on another host than this one), in Origin.
 */
export function refuseOtherSites(config: Config, req: Request): void {
  const site = req.headers['sec-fetch-site'];
  const isOurs = site === undefined ? isOwnOrigin(config, req) : site === 'same-origin';
  if (isOurs) return;
  throw new ProblemError(
    'forbidden',
    'A call with a session comes from the page itself: Sec-Fetch-Site or Origin must say so.',
  );
}

function isOwnOrigin({ publicUrl }: Config, req: Request): boolean {
  const { origin } = req.headers;
  return origin === new URL(publicUrl).origin || origin === `${req.protocol}://${req.host}`;
}

/** Without a copy of ADMIN_API_KEY or something to guess it by, and no longer found once it is another one. */
function adminHash({ adminApiKey }: Config, token: string): Buffer {
  return createHmac('sha256', adminApiKey).update(token).digest();
}

/** More than one where an older cookie has other attributes. */
function tokensIn({ cookie = '' }: IncomingHttpHeaders): string[] {
  return cookie
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${SESSION_COOKIE}=`))
    .map((pair) => pair.slice(SESSION_COOKIE.length + 1))
    .filter((token) => TOKEN_FORM.test(token))
    .slice(0, 4);
}

function cookieOf(config: Config, token: string, maxAgeSeconds: number): string {
  return `${SESSION_COOKIE}=${token}; Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; ${sameSite(config)}`;
}

/**
 * Strict is enough although links from elsewhere lead to the page: the page itself is for anyone, and its own calls carry
 * the cookie. In a frame on another site nothing but None is sent, and Partitioned keeps it to that one site.
 */
function sameSite({ publicUrl, portalOrigins }: Config): string {
  if (portalOrigins.length > 0) return 'SameSite=None; Secure; Partitioned';
  return publicUrl.startsWith('https:') ? 'SameSite=Strict; Secure' : 'SameSite=Strict';
}
