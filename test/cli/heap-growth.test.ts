import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

it('Node knows the setting that keeps memory level: of one that it does not know it only complains', () => {
  const script = `import { limitHeapGrowth } from './src/heap-growth.ts'; limitHeapGrowth();`;
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '--eval', script],
    { cwd: new URL('../..', import.meta.url), encoding: 'utf8' },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});
