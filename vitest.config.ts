import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'client/test/**/*.test.ts'],
    pool: 'forks',
    globalSetup: ['test/support/global-setup.ts', 'test/browser/support/ensure-browser.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Real servers share the machine: more files at once only make each of them slower.
    maxWorkers: 2,
  },
});
