/** The body as it came over the wire: what the signature covers. */
export type RawBody = string | Uint8Array | ArrayBuffer;

export function bodyBytes(rawBody: RawBody): Uint8Array {
  if (typeof rawBody === 'string') return new TextEncoder().encode(rawBody);
  // Not instanceof: in edge runtimes and under test runners bytes may come from another realm.
  if (ArrayBuffer.isView(rawBody))
    return new Uint8Array(rawBody.buffer, rawBody.byteOffset, rawBody.byteLength);
  if (Object.prototype.toString.call(rawBody) === '[object ArrayBuffer]') return new Uint8Array(rawBody);
  throw new TypeError('Give verify the raw body, as text or bytes: a parsed one cannot be verified');
}
