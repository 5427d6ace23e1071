import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type pg from 'pg';
import { ProblemError } from '../errors.js';
import { toPublicId } from '../ids.js';
import type { Db } from '../store/db.js';
import type { Session } from '../store/sessions.js';
import { type CallersKey, lookupsOf } from './lookups.js';

export type Role = 'admin' | 'manage' | 'emit' | 'read';

/** Who calls. */
export interface Auth {
  /** As the audit names it: an API key's public id, `admin` for ADMIN_API_KEY, `portal` for who came by a portal link. */
  actor: string;
  role: Role;
  /** null: of the instance. */
  workspaceId: string | null;
  /** The key's own id; null for ADMIN_API_KEY and portal links. */
  keyId: string | null;
  /** null: a key came with the call. */
  session: Session | null;
}

export const DEFAULT_WORKSPACE = 'default';

/** Which roles may call a route that asks for one. */
const MAY_CALL: Record<Role | 'any', readonly Role[]> = {
  any: ['admin', 'manage', 'emit', 'read'],
  admin: ['admin'],
  manage: ['admin', 'manage'],
  emit: ['admin', 'manage', 'emit'],
  read: ['admin', 'manage', 'read'],
};

const KEY_FORM = /^ph_(admin|manage|emit|read)_[A-Za-z0-9_-]{43}$/;

export function newApiKey(role: Role): { key: string; hash: Buffer } {
  const key = `ph_${role}_${randomBytes(32).toString('base64url')}`;
  return { key, hash: hashOf(key) };
}

/** The API key that came in a header. */
export function presentedKey(headers: IncomingHttpHeaders): string | undefined {
  const direct = headers['x-api-key'];
  if (typeof direct === 'string' && direct !== '') return direct;
  return /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1];
}

/** Whose key it is, or throws a 401. At once where that is known; else it asks the database. */
export function authenticateKey(pool: pg.Pool, adminApiKey: string, key: string): Auth | Promise<Auth> {
  const hash = hashOf(key);
  // Hashes have one length whatever was sent, so the comparison tells nothing about the key.
  if (timingSafeEqual(hash, adminHash(adminApiKey)))
    return { actor: 'admin', role: 'admin', workspaceId: null, keyId: null, session: null };
  const found = KEY_FORM.test(key) ? lookupsOf(pool).findApiKey(hash) : undefined;
  return found instanceof Promise ? found.then(authOf) : authOf(found);
}

function authOf(key: CallersKey | undefined): Auth {
  if (!key) throw unauthenticated('This API key is unknown, revoked or expired.');
  const { id, role, workspaceId } = key;
  return { actor: toPublicId('key', id), role, workspaceId, keyId: id, session: null };
}

export function requireRole(auth: Auth, role: Role | 'any'): void {
  if (MAY_CALL[role].includes(auth.role)) return;
  throw new ProblemError(
    'forbidden',
    `This needs the role ${MAY_CALL[role].join(' or ')}; the caller's is ${auth.role}.`,
  );
}

/**
 * The workspace a call acts on. Who belongs to a workspace may name that one only; who belongs to the instance may name
 * any that exists, and acts on `default` without a name.
 */
export function actingWorkspace(
  pool: pg.Pool,
  auth: Auth,
  requested: string | undefined,
  db?: Db,
): string | Promise<string> {
  if (auth.workspaceId !== null) {
    if (requested === undefined || requested === auth.workspaceId) return auth.workspaceId;
    throw new ProblemError('forbidden', 'The caller belongs to another workspace.');
  }
  const workspaceId = requested ?? DEFAULT_WORKSPACE;
  const existing = (exists: true | undefined): string => {
    if (exists) return workspaceId;
    throw new ProblemError('not-found', 'There is no such workspace.');
  };
  const exists = lookupsOf(pool).workspaceExists(workspaceId, db);
  return exists instanceof Promise ? exists.then(existing) : existing(exists);
}

const hashes = new Map<string, Buffer>();

function adminHash(key: string): Buffer {
  let hash = hashes.get(key);
  if (!hash) hashes.set(key, (hash = hashOf(key)));
  return hash;
}

export function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

export function unauthenticated(detail: string): ProblemError {
  return new ProblemError('unauthenticated', detail, { headers: { 'www-authenticate': 'Bearer' } });
}
