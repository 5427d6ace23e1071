import { defineConfig, mergeConfig } from 'vitest/config';
import config from './vitest.config.js';

const { include: _, ...test } = config.test ?? {};

export default mergeConfig(
  defineConfig({ test }),
  defineConfig({ test: { include: ['test/histories/record.ts'] } }),
);
