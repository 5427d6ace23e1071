import { readFile, readdir } from 'node:fs/promises';
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Instance, startInstance } from '../support/instance.js';

let instance: Instance;
beforeAll(async () => {
  instance = await startInstance({ worker: false });
});
afterAll(() => instance.stop());

const get = (path: string) => instance.request('GET', `/${path}`, { key: null });

describe('/openapi.json', () => {
  it('is the checked-in file, and valid OpenAPI 3.1', async () => {
    const { headers, body } = await get('/openapi.json');
    expect(headers['content-type']).toMatch(/^application\/json/);
    expect(body).toEqual(JSON.parse(await readFile('openapi.json', 'utf8')));
    expect(body.openapi).toMatch(/^3\.1\./);
    expect(await new Validator().validate(structuredClone(body))).toEqual({ valid: true });
  });

  it('has the webhooks of every event type, with an example', async () => {
    const { body } = await get('/openapi.json');
    const types = await instance.request('GET', '/event-types');
    expect(Object.keys(body.webhooks)).toEqual(types.body.data.map(({ name }: { name: string }) => name));
    const created = body.webhooks['lead.created'].post.requestBody.content['application/json'];
    expect(created.schema.required).toEqual(['id', 'event', 'timestamp', 'workspaceId', 'data']);
    expect(created.schema.properties.data.required).toEqual(['leadId']);
    expect(created.example).toMatchObject({ event: 'lead.created', data: { source: 'inbound-email' } });
  });

  it('says of each call who may make it and what can go wrong', async () => {
    const { body } = await get('/openapi.json');
    const emit = body.paths['/api/v1/events'].post;
    expect(emit.operationId).toBe('emitEvent');
    expect(Object.keys(emit.responses)).toEqual(
      expect.arrayContaining(['202', '400', '401', '403', '409', '413', '415', '422', '503']),
    );
    expect(emit.parameters.map(({ name }: { name: string }) => name)).toEqual(
      expect.arrayContaining(['Idempotency-Key', 'x-workspace-id', 'validateOnly']),
    );
    expect(body.security).toEqual([{ apiKey: [] }, { bearer: [] }, { session: [] }]);
  });

  it('knows every path that answers, and no other', async () => {
    const { body } = await get('/openapi.json');
    for (const [path, operations] of Object.entries<object>(body.paths)) {
      const concrete = path.replaceAll(/\{\w+\}/g, 'x');
      const { headers } = await instance.request('OPTIONS', `/${concrete}`);
      const allowed = String(headers['allow'])
        .split(', ')
        .filter((method) => method !== 'HEAD' && method !== 'OPTIONS');
      expect(allowed.map((method) => method.toLowerCase()).sort(), path).toEqual(
        Object.keys(operations).sort(),
      );
    }
  });
});

describe('a page', () => {
  it.each(['/docs', '/docs/api', '/docs/event-types', '/docs/problems'])(
    '%s has no script, no style of its own, and asks nothing of anybody else',
    async (path) => {
      const { status, headers, text } = await get(path);
      expect(status).toBe(200);
      expect(headers['content-type']).toBe('text/html; charset=utf-8');
      expect(headers['content-security-policy']).toContain("default-src 'none'");
      expect(headers['content-security-policy']).not.toContain('unsafe');
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(text).not.toMatch(/<script|<iframe|<style|\sstyle=|\son\w+=|javascript:/i);
      const loaded = [...text.matchAll(/<(?:link|img|source)[^>]+(?:href|src)="([^"]+)"/g)].map(
        ([, url]) => url,
      );
      expect(loaded).toEqual(['/docs/style.css']);
    },
  );

  it('leads only to pages and headings that are there', async () => {
    const broken: string[] = [];
    for (const { html, path } of await allPages()) {
      for (const [, target = ''] of html.matchAll(/<a href="([/#][^"]*)"/g)) {
        const [page, anchor] = (target.startsWith('#') ? path + target : target).split('#') as [
          string,
          string?,
        ];
        const { status, text } = await get(page);
        const hasAnchor = anchor === undefined || text.includes(`id="${anchor}"`);
        if (status !== 200 || !hasAnchor) broken.push(`${path} → ${target}`);
      }
    }
    expect([...new Set(broken)]).toEqual([]);
  });

  it('describes every problem under the anchor that its type names', async () => {
    const { body } = await instance.request('GET', '/webhooks', { key: null });
    const [page, anchor] = body.type.split('#');
    expect((await get(page)).text).toContain(`id="${anchor}"`);
  });
});

describe('as Markdown', () => {
  it('each page of docs/ is served', async () => {
    const files = (await readdir('docs')).filter((file) => file.endsWith('.md'));
    expect(files).toEqual(expect.arrayContaining(['api.md', 'event-types.md', 'settings.md']));
    for (const file of files) {
      const { status, headers, text } = await get(`/docs/${file}`);
      expect(status, file).toBe(200);
      expect(headers['content-type']).toBe('text/markdown; charset=utf-8');
      expect(text).toMatch(/^# /m);
    }
  });

  it('/llms.txt lists them', async () => {
    const { status, headers, text } = await get('/llms.txt');
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/plain; charset=utf-8');
    const listed = [...text.matchAll(/\]\(\/docs\/([a-z-]+\.md)\)/g)].map(([, file]) => file);
    const files = (await readdir('docs')).filter((file) => file.endsWith('.md'));
    expect(new Set(listed)).toEqual(new Set(files));
  });

  it.each(['/docs/nothing.md', '/docs/..%2Fpackage.json', '/docs/..%2F..%2Fpackage', '/docs/.md'])(
    '%s is a 404',
    async (path) => {
      expect((await get(path)).status).toBe(404);
    },
  );
});

async function allPages(): Promise<{ path: string; html: string }[]> {
  const files = (await readdir('docs')).filter((file) => file.endsWith('.md'));
  const paths = ['/', ...files.map((file) => `/docs/${file.slice(0, -3)}`)];
  return Promise.all(paths.map(async (path) => ({ path, html: (await get(path)).text })));
}
