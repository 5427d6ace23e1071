import { randomBytes } from 'node:crypto';

/** Public ids are a prefix and 26 characters of Crockford base32 over a UUID v7; the database holds the UUID. */
export type IdPrefix = 'wh' | 'evt' | 'dlv' | 'att' | 'key' | 'rpl' | 'aud';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const ID_PATTERN = /^([a-z]+)_([0-7][0-9A-HJKMNP-TV-Z]{25})$/;

export function newUuid(now = Date.now()): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(now, 0, 6);
  bytes[6] = 0x70 | (bytes[6]! & 0x0f);
  bytes[8] = 0x80 | (bytes[8]! & 0x3f);
  return formatUuid(bytes.toString('hex'));
}

export function toPublicId(prefix: IdPrefix, uuid: string): string {
  let rest = BigInt(`0x${uuid.replaceAll('-', '')}`);
  let text = '';
  for (let i = 0; i < 26; i++) {
    text = ALPHABET[Number(rest & 31n)]! + text;
    rest >>= 5n;
  }
  return `${prefix}_${text}`;
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
