import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT, readText } from './support/compose.js';
import { copies, readStages } from './support/dockerfile.js';

const stages = readStages();
const image = stages.at(-1)!;

function textOf(name: string): string | undefined {
  return image.instructions.findLast((instruction) => instruction.name === name)?.text;
}

/** What .dockerignore lets in: a list of exceptions to "nothing". */
const context = readText('.dockerignore')
  .split('\n')
  .filter((line) => line.startsWith('!'))
  .map((line) => line.slice(1));

describe('the image', () => {
  it('is Debian slim with one pinned Node, the one that CI tests', () => {
    const images = new Set(stages.map((stage) => stage.image));
    expect(images.size).toBe(1);
    expect(readText('.ci/run')).toContain(`NODE_24=${/node:([\d.]+)/.exec([...images][0] ?? '')?.[1]}\n`);
    expect([...images][0]).toMatch(/^node:24\.\d+\.\d+-(bookworm|trixie)-slim$/);
  });

  it('runs posthorn, not as root, and tells whether it is alive', () => {
    expect(textOf('USER')).toBe('1000');
    expect(textOf('ENTRYPOINT')).toBe('["posthorn"]');
    expect(textOf('CMD')).toBe('["api"]');
    expect(textOf('HEALTHCHECK')).toContain('CMD ["node", "deploy/healthy.js"]');
    expect(readText('deploy/healthy.js')).toContain('/livez');
  });

  it('is built with everything installed: the compilers are optional packages', () => {
    const build = stages.find(({ name }) => name === 'build')!;
    expect(build.instructions.map(({ text }) => text).join('\n')).toMatch(/npm ci --ignore-scripts$/m);
  });

  it('holds neither embedded servers nor tools, and one native library', () => {
    const modules = stages.find(({ name }) => name === 'modules')!;
    const steps = modules.instructions.map(({ text }) => text).join('\n');
    expect(steps).toContain('npm ci --ignore-scripts --omit=dev --omit=optional');
    expect(steps).toMatch(
      /libraries=\S+\/core-bridge\/releases .* find "\$libraries" .* ! -name "\$platform" -exec rm -r/,
    );
    const fromModules = copies(image).filter(({ from }) => from === 'modules');
    expect(fromModules).toEqual([
      { from: 'modules', sources: ['/app/node_modules'], target: 'node_modules' },
    ]);
  });

  it('is made of files that exist and that .dockerignore lets in', () => {
    expect(readText('.dockerignore').split('\n')).toContain('*');
    const sources = stages.flatMap((stage) =>
      copies(stage).flatMap((copy) => (copy.from === undefined ? copy.sources : [])),
    );
    for (const source of sources) {
      expect(existsSync(join(ROOT, source)), source).toBe(true);
      expect(
        context.some((allowed) => source === allowed || source.startsWith(`${allowed}/`)),
        source,
      ).toBe(true);
    }
  });

  it('lets no state, secret or history into the build', () => {
    for (const kept of ['.env', '.posthorn', '.git', 'test', '.'])
      expect(context.filter((allowed) => allowed === kept || allowed.startsWith(`${kept}/`))).toEqual([]);
  });

  it('holds what the code reads from beside itself', () => {
    const targets = copies(image).flatMap(({ sources, target }) =>
      target.endsWith('/') ? sources.map((source) => join(target, source.split('/').at(-1)!)) : [target],
    );
    const root = copies(image).find(({ target }) => target === './');
    const present = [...targets, ...(root?.sources ?? [])];
    for (const needed of [
      'dist',
      'migrations',
      'docs',
      'package.json',
      'node_modules',
      'client/dist',
      'client/package.json',
      'web/dist',
    ])
      expect(present).toContain(needed);
  });
});
