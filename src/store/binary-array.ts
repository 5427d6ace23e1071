const BYTEA_OID = 17;
const TEXT_OID = 25;
const HEADER_BYTES = 20;

/**
 * An array of bytes as Postgres takes it in binary (array_recv): the text form would write each byte in two digits, and
 * have every one of them read again.
 */
export function byteaArray(values: readonly (Buffer | null)[]): Buffer {
  const array = begin(BYTEA_OID, values, (value) => value.length);
  let at = HEADER_BYTES;
  for (const value of values) {
    at = array.writeInt32BE(value?.length ?? -1, at);
    if (value) at += value.copy(array, at);
  }
  return array;
}

/** The same of texts, for such as JSON: the text form would escape each of its quotes. */
export function textArray(values: readonly (string | null)[]): Buffer {
  const array = begin(TEXT_OID, values, (value) => Buffer.byteLength(value));
  let at = HEADER_BYTES;
  for (const value of values) {
    const length = value === null ? -1 : array.write(value, at + 4);
    array.writeInt32BE(length, at);
    at += 4 + Math.max(0, length);
  }
  return array;
}

function begin<T>(oid: number, values: readonly (T | null)[], lengthOf: (value: T) => number): Buffer {
  let bytes = HEADER_BYTES;
  for (const value of values) bytes += 4 + (value === null ? 0 : lengthOf(value));
  const array = Buffer.allocUnsafe(bytes);
  array.writeInt32BE(1, 0); // dimensions
  array.writeInt32BE(values.includes(null) ? 1 : 0, 4);
  array.writeInt32BE(oid, 8);
  array.writeInt32BE(values.length, 12);
  array.writeInt32BE(1, 16); // the first index
  return array;
}
