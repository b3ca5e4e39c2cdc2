import { defineConfig } from 'vitest/config';
import { doctest } from 'vite-plugin-doctest';
import { seedRows } from './test/seeds/rows.ts';
import { LeftOutReporter } from './test/support/left-out-reporter.ts';

const report = process.env.RETRAIN_TEST_REPORT;
const json: [string, Record<string, unknown>][] = report ? [['json', { outputFile: report }]] : [];
const needsServer = 'test/**/*.e2e.test.ts';

export default defineConfig({
  plugins: [doctest() as never],
  test: {
    pool: 'forks',
    execArgv: ['--import', 'tsx'],
    testTimeout: 60_000,
    hookTimeout: 180_000,
    // Of what a test waits for; a busy machine takes its time.
    expect: { poll: { timeout: 30_000 } },
    setupFiles: ['test/support/no-regex-in-match-object.ts'],
    // `RETRAIN_TEST_REPORT` names a file for a report that a script can read.
    reporters: ['default', new LeftOutReporter(), ...json],
    tags: seedRows.map((name) => ({ name })),
    // Two projects, so that a run of unit tests alone starts no Temporal server.
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [needsServer],
          includeSource: ['src/{terms,stats,core,detectors,tuners}/**/*.ts'],
        },
      },
      {
        extends: true,
        test: { name: 'temporal', include: [needsServer], globalSetup: ['test/global-setup.ts'] },
      },
    ],
  },
});
