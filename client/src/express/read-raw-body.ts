/** What is used of a request of Express, Connect, or Node's own http. */
export interface NodeRequest extends AsyncIterable<Uint8Array> {
  readonly headers: { readonly [name: string]: string | string[] | undefined };
  readonly readableDidRead?: boolean;
  readonly body?: unknown;
  /** Some platforms keep the bytes here, beside the parsed body. */
  readonly rawBody?: unknown;
}

/** An event is at most 256 KiB; this leaves room for its envelope. */
const MAX_BODY_BYTES = 1024 * 1024;

/** The raw body, from the stream or from what a raw or text parser left; or why there is none. */
export async function readRawBody(request: NodeRequest): Promise<Uint8Array | 'consumed' | 'too-large'> {
  for (const body of [request.rawBody, request.body]) {
    if (body instanceof Uint8Array) return body;
    if (typeof body === 'string') return new TextEncoder().encode(body);
  }
  if (request.readableDidRead) return 'consumed';
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    // What is over is read and dropped: leaving the loop would cut the connection before the answer.
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  if (bytes > MAX_BODY_BYTES) return 'too-large';
  return new Uint8Array(await new Blob(chunks as BlobPart[]).arrayBuffer());
}
