import { extname } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { RequestHandler } from 'express';
import { ProblemError } from '../../errors.js';

const compress = promisify(gzip);

/** Smaller ones gain nothing. */
const MIN_COMPRESSED_BYTES = 1_024;
const COMPRESSIBLE = new Set(['.js', '.css', '.svg', '.json', '.map', '.txt']);

/** The page's files: those in /assets have a hash in their name, and so never change. */
export function serveFiles(files: ReadonlyMap<string, Buffer>): RequestHandler {
  const compressed = new Map<string, Promise<Buffer>>();
  const compressedOf = (path: string, content: Buffer): Promise<Buffer> => {
    const known = compressed.get(path) ?? compress(content, { level: 9 });
    compressed.set(path, known);
    return known;
  };
  return async (req, res, next) => {
    const isAsset = req.path.startsWith('/assets/');
    const content = files.get(req.path);
    if (!content || (req.method !== 'GET' && req.method !== 'HEAD')) {
      // After an update an old page asks for what is gone: it must learn so, and not get the new page as a script.
      if (isAsset && !content)
        throw new ProblemError('not-found', 'This is not a file of the page: reload it.');
      next();
      return;
    }
    res.type(extname(req.path));
    res.set('cache-control', isAsset ? 'public, max-age=31536000, immutable' : 'no-cache');
    if (content.length < MIN_COMPRESSED_BYTES || !COMPRESSIBLE.has(extname(req.path))) {
      res.send(content);
      return;
    }
    res.vary('accept-encoding');
    if (req.acceptsEncodings('gzip') === false) res.send(content);
    else res.set('content-encoding', 'gzip').send(await compressedOf(req.path, content));
  };
}
