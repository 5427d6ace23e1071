import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { Router } from 'express';
import type { Config } from '../../config.js';
import { readOnly } from '../read-only.js';

/** Without script, whatever the file holds: a logo in SVG can be opened as a document too. */
const LOGO_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/** /brand.json and /brand-logo: what the page looks like here. null: as it comes. */
export async function brandRouter(config: Config): Promise<Router> {
  const { brandName, brandColor, brandLogoFile } = config;
  const logo = brandLogoFile === undefined ? undefined : await readLogo(brandLogoFile);
  const router = Router({ caseSensitive: true });
  router.get('/brand.json', (_req, res) => {
    res.set('cache-control', 'no-cache').json({
      name: brandName ?? null,
      accentColor: brandColor ?? null,
      logoUrl: logo ? '/brand-logo' : null,
    });
  });
  if (logo) {
    router.get('/brand-logo', (_req, res) => {
      res.set({ 'cache-control': 'no-cache', 'content-security-policy': LOGO_POLICY });
      res.type(logo.type).send(logo.content);
    });
  }
  return readOnly(router);
}

async function readLogo(path: string): Promise<{ type: string; content: Buffer }> {
  try {
    return { type: extname(path), content: await readFile(path) };
  } catch (error) {
    throw new Error(`BRAND_LOGO_FILE cannot be read: ${(error as NodeJS.ErrnoException).code}.`, {
      cause: error,
    });
  }
}
