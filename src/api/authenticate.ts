import type { Request } from 'express';
import type { Context } from '../context.js';
import { type Auth, authenticateKey, presentedKey, unauthenticated } from './auth.js';
import { findSessionAuth, refuseOtherSites } from './session.js';

/** Finds out who calls: by the API key in a header, else by the session's cookie. Throws a 401, or a 403 for another site. */
export async function authenticate({ pool, config }: Context, req: Request): Promise<Auth> {
  const key = presentedKey(req.headers);
  if (key !== undefined) return authenticateKey(pool, config.adminApiKey, key);
  const auth = await findSessionAuth(pool, config, req.headers);
  if (!auth) throw unauthenticated('Give an API key as x-api-key or as Authorization: Bearer, or sign in.');
  if (req.method !== 'GET' && req.method !== 'HEAD') refuseOtherSites(config, req);
  return auth;
}

/** Whose key was given to sign in with. Another site may not sign a visitor of it in. */
export async function authenticateSignIn(
  { pool, config }: Context,
  req: Request,
  key: string,
): Promise<Auth> {
  const isOfBrowser = req.headers['sec-fetch-site'] !== undefined || req.headers.origin !== undefined;
  if (isOfBrowser) refuseOtherSites(config, req);
  return authenticateKey(pool, config.adminApiKey, key);
}
