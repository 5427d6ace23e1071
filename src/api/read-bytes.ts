import type { IncomingMessage } from 'node:http';
import { ProblemError } from '../errors.js';

/** The connection ended before its request did: there is nobody to answer. */
export class ClientGoneError extends Error {
  override readonly name = 'ClientGoneError';
}

/**
 * The bytes of a body. One that is too large is refused as soon as that is known, be it without end; the rest of it is
 * let run into nothing, for a client that reads no answer before it has sent all.
 */
export async function readBytes(req: IncomingMessage, limitBytes: number): Promise<Buffer> {
  const encoding = req.headers['content-encoding'] ?? 'identity';
  if (encoding.toLowerCase() !== 'identity') {
    throw new ProblemError('unsupported-media-type', 'Send the body without a content-encoding.');
  }
  const isTooLarge = Number(req.headers['content-length'] ?? 0) > limitBytes;
  return new Promise<Buffer>((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const refuse = () => reject(new ProblemError('too-large', 'The body is larger than this call takes.'));
    req.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (isTooLarge || length > limitBytes) refuse();
      else chunks.push(chunk);
    });
    req.once('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
    req.once('error', (error) => reject(new ClientGoneError('The request was cut off.', { cause: error })));
    req.once('close', () => {
      if (!req.complete) reject(new ClientGoneError('The request was cut off.'));
    });
    if (isTooLarge) refuse();
  });
}
