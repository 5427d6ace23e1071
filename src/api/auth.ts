import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { ProblemError } from '../errors.js';
import { findApiKeyByHash } from '../store/api-keys.js';
import type { Db } from '../store/db.js';
import { workspaceExists } from '../store/workspaces.js';

export type Role = 'admin' | 'manage' | 'emit' | 'read';

/** Who calls. `keyId` is null for the instance's own ADMIN_API_KEY, `workspaceId` for a key of the instance. */
export interface Auth {
  keyId: string | null;
  role: Role;
  workspaceId: string | null;
}

export const DEFAULT_WORKSPACE = 'default';

/** Which roles may call a route that asks for one. */
const MAY_CALL: Record<Role, readonly Role[]> = {
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

/** Finds out who calls, or throws a 401. */
export async function authenticate(db: Db, adminApiKey: string, headers: IncomingHttpHeaders): Promise<Auth> {
  const key = presentedKey(headers);
  if (key === undefined) throw unauthenticated('Give an API key as x-api-key or as Authorization: Bearer.');
  const hash = hashOf(key);
  // Hashes have one length whatever was sent, so the comparison tells nothing about the key.
  if (timingSafeEqual(hash, hashOf(adminApiKey))) return { keyId: null, role: 'admin', workspaceId: null };
  const found = KEY_FORM.test(key) ? await findApiKeyByHash(db, hash) : undefined;
  if (!found) throw unauthenticated('This API key is unknown, revoked or expired.');
  return { keyId: found.id, role: found.role, workspaceId: found.workspaceId };
}

export function requireRole(auth: Auth, role: Role): void {
  if (MAY_CALL[role].includes(auth.role)) return;
  throw new ProblemError(
    'forbidden',
    `This needs a key of the role ${MAY_CALL[role].join(' or ')}; this one is ${auth.role}.`,
  );
}

/**
 * The workspace a call acts on. A workspace's key may name its own one only; a key of the instance may name any that
 * exists, and acts on `default` without a name.
 */
export async function actingWorkspace(db: Db, auth: Auth, requested: string | undefined): Promise<string> {
  if (auth.workspaceId !== null) {
    if (requested === undefined || requested === auth.workspaceId) return auth.workspaceId;
    throw new ProblemError('forbidden', 'This API key belongs to another workspace.');
  }
  const workspaceId = requested ?? DEFAULT_WORKSPACE;
  if (await workspaceExists(db, workspaceId)) return workspaceId;
  throw new ProblemError('not-found', 'There is no such workspace.');
}

function presentedKey(headers: IncomingHttpHeaders): string | undefined {
  const direct = headers['x-api-key'];
  if (typeof direct === 'string' && direct !== '') return direct;
  return /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1];
}

function hashOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}

function unauthenticated(detail: string): ProblemError {
  return new ProblemError('unauthenticated', detail, { headers: { 'www-authenticate': 'Bearer' } });
}
