import { randomBytes } from 'node:crypto';
import type { Response } from 'express';
import type { Config } from '../../config.js';

/** Lets one answer's own styles in; never the same twice. */
export function newNonce(): string {
  return randomBytes(16).toString('base64');
}

/**
 * What a page of ours may load: files of ours, and nothing from elsewhere. Scripts are files; the one exception for
 * styles is the nonce, which Mantine's own need.
 */
export function setPagePolicy(res: Response, { portalOrigins }: Config, nonce: string): void {
  const mayEmbed = portalOrigins.length > 0;
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    `frame-ancestors ${mayEmbed ? portalOrigins.join(' ') : "'none'"}`,
    "base-uri 'none'",
    "form-action 'self'",
  ];
  res.set({
    'content-security-policy': policy.join('; '),
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    ...(!mayEmbed && { 'x-frame-options': 'DENY' }),
  });
}
