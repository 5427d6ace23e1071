const BYTEA_OID = 17;
const HEADER_BYTES = 20;

/**
 * An array of bytes as Postgres takes it in binary (array_recv): the text form would write each byte in two digits, and
 * have every one of them read again.
 */
export function byteaArray(values: readonly (Buffer | null)[]): Buffer {
  const bytes = values.reduce((sum, value) => sum + 4 + (value?.length ?? 0), HEADER_BYTES);
  const array = Buffer.allocUnsafe(bytes);
  array.writeInt32BE(1, 0); // dimensions
  array.writeInt32BE(values.includes(null) ? 1 : 0, 4);
  array.writeInt32BE(BYTEA_OID, 8);
  array.writeInt32BE(values.length, 12);
  array.writeInt32BE(1, 16); // the first index
  let at = HEADER_BYTES;
  for (const value of values) {
    at = array.writeInt32BE(value?.length ?? -1, at);
    if (value) at += value.copy(array, at);
  }
  return array;
}
