import { randomFillSync } from 'node:crypto';

/** Public ids are a prefix and 26 characters of Crockford base32 over a UUID v7; the database holds the UUID. */
export type IdPrefix = 'wh' | 'evt' | 'dlv' | 'att' | 'key' | 'rpl' | 'aud';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const HYPHEN = 45;
const NINE = 57;
const ID_PATTERN = /^([a-z]+)_([0-7][0-9A-HJKMNP-TV-Z]{25})$/;

/** Filled for many ids at once: each call for random bytes costs more than an id does. */
const random = Buffer.allocUnsafe(16 * 256);
let used = random.length;

export function newUuid(now = Date.now()): string {
  if (used === random.length) {
    randomFillSync(random);
    used = 0;
  }
  const bytes = random.subarray(used, (used += 16));
  bytes.writeUIntBE(now, 0, 6);
  bytes[6] = 0x70 | (bytes[6]! & 0x0f);
  bytes[8] = 0x80 | (bytes[8]! & 0x3f);
  return formatUuid(bytes.toString('hex'));
}

export function toPublicId(prefix: IdPrefix, uuid: string): string {
  let text = `${prefix}_`;
  // 26 characters of 5 bits hold 130: two zeros stand before the 128.
  let bits = 0;
  let count = 2;
  for (let at = 0; at < uuid.length; at++) {
    const code = uuid.charCodeAt(at);
    if (code === HYPHEN) continue;
    bits = (bits << 4) | ((code & 15) + (code > NINE ? 9 : 0));
    count += 4;
    if (count < 5) continue;
    count -= 5;
    text += ALPHABET[bits >> count]!;
    bits &= (1 << count) - 1;
  }
  return text;
}

/** The UUID of a public id, or undefined when the text is not an id with that prefix. */
export function parsePublicId(prefix: IdPrefix, text: string): string | undefined {
  const match = ID_PATTERN.exec(text);
  if (match?.[1] !== prefix) return undefined;
  let value = 0n;
  for (const char of match[2]!) value = (value << 5n) | BigInt(ALPHABET.indexOf(char));
  return formatUuid(value.toString(16).padStart(32, '0'));
}

function formatUuid(hex: string): string {
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
