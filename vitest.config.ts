import { defineConfig } from 'vitest/config';
import { doctest } from 'vite-plugin-doctest';

export default defineConfig({
  plugins: [doctest() as never],
  test: {
    include: ['test/**/*.test.ts'],
    includeSource: ['src/{core,detectors,tuners}/**/*.ts'],
    pool: 'forks',
    execArgv: ['--import', 'tsx'],
    testTimeout: 60_000,
    hookTimeout: 180_000,
    reporters: ['default'],
  },
});
