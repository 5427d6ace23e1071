import type { Db } from './db.js';

export interface NewSecret {
  id: string;
  webhookId: string;
  signing: 'hmac' | 'ed25519';
  sealed: Buffer;
  /** Of ed25519 only. */
  publicKey: Buffer | null;
}

export async function insertSecret(db: Db, secret: NewSecret): Promise<void> {
  await db.query(
    `insert into secrets (id, webhook_id, signing, sealed, public_key, created_at)
     values ($1, $2, $3, $4, $5, clock_timestamp())`,
    [secret.id, secret.webhookId, secret.signing, secret.sealed, secret.publicKey],
  );
}
