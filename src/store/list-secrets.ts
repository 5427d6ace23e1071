import type { Db } from './db.js';

export interface LiveSecret {
  id: string;
  signing: 'hmac' | 'ed25519';
  sealed: Buffer;
  publicKey: Buffer | null;
  createdAt: Date;
  expiresAt: Date | null;
}

/** The secrets that sign now, newest first. */
export async function listSecrets(db: Db, webhookId: string): Promise<LiveSecret[]> {
  const { rows } = await db.query<{
    id: string;
    signing: 'hmac' | 'ed25519';
    sealed: Buffer;
    public_key: Buffer | null;
    created_at: Date;
    expires_at: Date | null;
  }>(
    `select id, signing, sealed, public_key, created_at, expires_at from secrets
     where webhook_id = $1 and (expires_at is null or expires_at > now())
     order by created_at desc, id desc`,
    [webhookId],
  );
  return rows.map((row) => ({
    id: row.id,
    signing: row.signing,
    sealed: row.sealed,
    publicKey: row.public_key,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  }));
}
