import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));

// Under the repository, so that npm finds tsc; apart from client/dist, which other tests are reading; not under
// node_modules, where tsc would take package.json's word for the module format.
let work: string;
let installed: string;

beforeAll(async () => {
  mkdirSync(join(root, '.cache'), { recursive: true });
  work = mkdtempSync(join(root, '.cache/client-package-'));
  const source = join(work, 'source');
  cpSync(join(root, 'client'), source, {
    recursive: true,
    filter: (path) => !/[\\/]client[\\/](dist|node_modules)$/.test(path),
  });
  await run('npm', ['pack', '--pack-destination', work], { cwd: source });
  const [archive] = readdirSync(work).filter((name) => name.endsWith('.tgz'));
  installed = join(work, 'consumer/node_modules/@posthorn/client');
  mkdirSync(installed, { recursive: true });
  await run('tar', ['-xzf', archive!, '-C', installed, '--strip-components', '1'], { cwd: work });
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

const consumer = (file: string, content: string): string => {
  const path = join(work, 'consumer', file);
  writeFileSync(path, content);
  return path;
};

const NAMES = `console.log(JSON.stringify({
  index: Object.keys(index).sort(), verify: Object.keys(verify).sort(), express: Object.keys(express).sort(),
}))`;
const EXPORTS = {
  index: [
    'ConfigurationError',
    'NetworkError',
    'Posthorn',
    'PosthornError',
    'ProblemResponseError',
    'TimeoutError',
    'UnexpectedResponseError',
  ],
  verify: ['PosthornError', 'VerificationError', 'verify', 'webhookRoute'],
  express: ['webhookHandler'],
};

describe('the package as it is published', () => {
  test('imports as ESM', async () => {
    const file = consumer(
      'esm.mjs',
      `import * as index from '@posthorn/client';
       import * as verify from '@posthorn/client/verify';
       import * as express from '@posthorn/client/express';
       ${NAMES}`,
    );
    expect(JSON.parse((await run(process.execPath, [file])).stdout)).toEqual(EXPORTS);
  });

  test('requires as CommonJS, also where Node cannot require ESM', async () => {
    const file = consumer(
      'cjs.cjs',
      `const index = require('@posthorn/client');
       const verify = require('@posthorn/client/verify');
       const express = require('@posthorn/client/express');
       ${NAMES}`,
    );
    const { stdout } = await run(process.execPath, ['--no-experimental-require-module', file]);
    expect(JSON.parse(stdout)).toEqual(EXPORTS);
  });

  test.each([
    ['NodeNext', 'esm.mts'],
    ['NodeNext', 'cjs.cts'],
    ['Bundler', 'bundled.ts'],
  ])('has types under %s for %s, with nothing but the standard library', async (moduleResolution, name) => {
    const file = consumer(
      name,
      `import { Posthorn, type Delivery } from '@posthorn/client';
       import { verify, type PosthornEvent } from '@posthorn/client/verify';
       import { webhookHandler } from '@posthorn/client/express';
       const posthorn = new Posthorn({ baseUrl: 'http://x', apiKey: 'k' });
       export const emitted: Promise<{ id: string }> = posthorn.emit('lead.created', { leadId: 'x' });
       export const delivery: Promise<Delivery> = posthorn.deliveries.get('dlv_1');
       export const event: Promise<PosthornEvent> = verify('', new Headers(), 's');
       export const handler = webhookHandler('s', (received) => received.data);`,
    );
    const module = moduleResolution === 'Bundler' ? 'Preserve' : moduleResolution;
    const flags = [
      '--ignoreConfig',
      '--noEmit',
      '--strict',
      '--skipLibCheck',
      'false',
      '--lib',
      'ES2022,DOM',
      '--types',
      '',
    ];
    await run(
      join(root, 'node_modules/.bin/tsc'),
      [...flags, '--module', module, '--moduleResolution', moduleResolution, file],
      { cwd: join(work, 'consumer') },
    ).catch((error: { stdout: string }) => expect.fail(error.stdout));
  });

  describe('as one file for a browser or an edge runtime', () => {
    const bundle = async (format: 'esm' | 'iife'): Promise<string> => {
      const { outputFiles } = await build({
        stdin: {
          contents: ['index', 'verify', 'express']
            .map((entry) => `export * from './${entry}.js';`)
            .join('\n'),
          resolveDir: join(installed, 'dist/esm'),
        },
        bundle: true,
        minify: true,
        format,
        globalName: 'posthorn',
        target: 'es2022',
        // An import of a module of Node fails here.
        platform: 'browser',
        write: false,
      });
      return outputFiles[0]!.text;
    };

    test('is at most 15 kB of its own code, minified, all entries together', async () => {
      expect(Buffer.byteLength(await bundle('esm'))).toBeLessThanOrEqual(15_000);
    });

    test('emits and verifies where there is nothing but what the web has', async () => {
      const script = `${await bundle('iife')};
        const body = '{"id":"evt_1"}';
        const timestamp = String(Math.floor(Date.now() / 1000));
        const bytes = (text) => new TextEncoder().encode(text);
        const fetched = [];
        const api = new posthorn.Posthorn({ baseUrl: 'http://api', apiKey: 'k', fetch: (url, init) => {
          fetched.push(String(url), init.method);
          return Promise.resolve(Response.json({ id: 'evt_1', deliveries: 1 }, { status: 202 }));
        } });
        (async () => {
          const hmac = { name: 'HMAC', hash: 'SHA-256' };
          const key = await crypto.subtle.importKey('raw', bytes('0123456789'), hmac, false, ['sign']);
          const mac = await crypto.subtle.sign('HMAC', key, bytes('evt_1.' + timestamp + '.' + body));
          const signature = 'v1,' + btoa(String.fromCharCode(...new Uint8Array(mac)));
          const headers = { 'webhook-id': 'evt_1', 'webhook-timestamp': timestamp, 'webhook-signature': signature };
          const route = posthorn.webhookRoute('whsec_' + btoa('0123456789'), () => undefined);
          const response = await route(new Request('http://r/', { method: 'POST', body, headers }));
          const emitted = await api.emit('lead.created', { leadId: 'x' });
          return JSON.stringify({ status: response.status, emitted, fetched });
        })()`;
      const web = {
        AbortController,
        atob,
        btoa,
        clearTimeout,
        console,
        crypto,
        fetch,
        Headers,
        Request,
        Response,
      };
      const context = createContext({ ...web, setTimeout, TextDecoder, TextEncoder, URL, URLSearchParams });
      expect(JSON.parse((await runInContext(script, context)) as string)).toEqual({
        status: 204,
        emitted: { id: 'evt_1', deliveries: 1, replayed: false },
        fetched: ['http://api/api/v1/events', 'POST'],
      });
    });
  });

  test('depends on nothing and carries only what is needed', () => {
    const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as Record<
      string,
      unknown
    >;
    for (const kind of ['dependencies', 'peerDependencies', 'optionalDependencies']) {
      expect(manifest).not.toHaveProperty(kind);
    }
    expect(readdirSync(installed).toSorted()).toEqual(['README.md', 'dist', 'package.json']);
  });

  test('has the version of Posthorn itself', () => {
    const versionOf = (path: string): unknown =>
      (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
    expect(versionOf(join(installed, 'package.json'))).toBe(versionOf(join(root, 'package.json')));
  });
});
