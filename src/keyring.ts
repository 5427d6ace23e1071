import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/**
 * Seals values at rest with AES-256-GCM. A sealed value is: 1 byte length of the key's name, the name, 12 bytes nonce,
 * 16 bytes tag, ciphertext. `context` (table, column, row) is authenticated, so a value moved to another row fails.
 */
export class Keyring {
  readonly #keys: Map<string, Buffer>;
  readonly #sealing: { name: string; key: Buffer };

  /** `ring`: the first key seals, all open. Keys are 32 bytes. */
  constructor(ring: readonly { name: string; key: Buffer }[]) {
    const [first] = ring;
    if (!first) throw new Error('The key ring is empty.');
    this.#sealing = first;
    this.#keys = new Map(ring.map(({ name, key }) => [name, key]));
  }

  /** The name of the key that seals. */
  get sealingName(): string {
    return this.#sealing.name;
  }

  seal(plain: Uint8Array, context: string): Buffer {
    const { name, key } = this.#sealing;
    const label = Buffer.from(name, 'utf8');
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context, 'utf8'));
    const body = Buffer.concat([cipher.update(plain), cipher.final()]);
    return Buffer.concat([Buffer.from([label.length]), label, nonce, cipher.getAuthTag(), body]);
  }

  /** Throws when the key is unknown, or when value or context were changed. */
  open(sealed: Buffer, context: string): Buffer {
    const start = 1 + (sealed[0] ?? 0);
    const name = sealed.toString('utf8', 1, start);
    const key = this.#keys.get(name);
    if (!key) throw new Error(`No key named "${name}" in ENCRYPTION_KEYS.`);
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(start, start + 12), {
      authTagLength: 16,
    })
      .setAAD(Buffer.from(context, 'utf8'))
      .setAuthTag(sealed.subarray(start + 12, start + 28));
    return Buffer.concat([decipher.update(sealed.subarray(start + 28)), decipher.final()]);
  }
}

/** The context strings of every sealed column. */
export const sealContext = {
  secret: (secretId: string) => `secrets.sealed:${secretId}`,
  headers: (webhookId: string) => `webhooks.headers:${webhookId}`,
  idempotency: (workspaceId: string, method: string, path: string, key: string) =>
    `idempotency.response:${workspaceId}:${method}:${path}:${key}`,
  keyCheck: () => 'meta.key-check',
};
