import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { doctest } from 'vite-plugin-doctest';
import { LeftOutReporter } from './test/support/left-out-reporter.ts';
import { LongestFirst } from './test/support/longest-first.ts';
import { seedRows } from './test/seeds/rows.ts';

const report = process.env.RETRAIN_TEST_REPORT;
const json: [string, Record<string, unknown>][] = report ? [['json', { outputFile: report }]] : [];
const needsServer = 'test/**/*.e2e.test.ts';
/** Folders whose tests touch neither processes nor threads, environment, working folder or anything else that all share. */
const shareNothing =
  'test/{activities,backtest,config,core,detectors,http,notify,rows,seeds,stats,terms,tuners,worker}/**/*.test.ts';
/** Minutes of counting, which know of no clock. */
const calibrations = ['test/calibrate/**/*.test.ts', 'test/cli/calibrate{,-daily}.test.ts'];

const cores = availableParallelism();
const memory = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
/**
 * Tests that wait for servers and other processes half of their time: two for each core keep it busy. More than one a
 * core has a GiB and a quarter: a process that takes file after file comes to hold two thirds of a GiB.
 */
const waiting = {
  maxWorkers: Math.max(cores, Math.min(2 * cores, Math.floor(memory / (1.25 * 2 ** 30)))),
  sequence: { groupOrder: 1 },
};
/** What puts other modules in the place of our own, or installs the one runtime of the SDK, has a process for itself. */
const alone = readdirSync(new URL('test', import.meta.url), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.ts') && !name.endsWith('.e2e.test.ts'))
  .map((name) => `test/${name}`)
  .filter((path) =>
    /\bvi\.(?:doM|m)ock\(|^Runtime\.install\(/m.test(readFileSync(new URL(path, import.meta.url), 'utf8'))
  );
/** What the SDK asks for by `require`, the payload converter, is TypeScript too. */
const processes = {
  pool: 'forks' as const,
  execArgv: ['--require', fileURLToPath(new URL('test/support/require-typescript.cjs', import.meta.url))],
};

export default defineConfig({
  plugins: [doctest() as never],
  test: {
    maxWorkers: cores,
    sequence: { sequencer: LongestFirst },
    // Guards against what hangs; how fast something is, benchmarks say. A machine may be ten times as busy as a quiet one.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    // Of what a test waits for; a busy machine takes its time.
    // A test in which nothing is expected fails: it could not otherwise.
    expect: { poll: { timeout: 120_000 }, requireAssertions: true },
    setupFiles: ['test/support/no-regex-in-match-object.ts'],
    // `RETRAIN_TEST_REPORT` names a file for a report that a script can read.
    reporters: ['default', new LeftOutReporter(), ...json],
    tags: seedRows.map((name) => ({ name })),
    projects: [
      // One thread a core for all of them, which reads each module once: a process a file costs more than its tests.
      {
        extends: true,
        test: {
          name: 'unit',
          pool: 'threads',
          isolate: false,
          include: [shareNothing],
          exclude: [needsServer],
        },
      },
      {
        extends: true,
        test: { name: 'calibrations', pool: 'threads', isolate: false, include: calibrations },
      },
      // The examples in comments run when their module is read, so a thread forgets each before the next.
      {
        extends: true,
        test: {
          name: 'examples',
          pool: 'threads',
          isolate: false,
          setupFiles: ['test/support/read-anew.ts'],
          include: [],
          includeSource: ['src/{terms,stats,core,detectors,tuners}/**/*.ts'],
        },
      },
      // Processes in which threads and child processes of TypeScript can be started. Each takes file after file and
      // reads every module once, the SDK above all: to read them for each file was a third of what the tests took.
      {
        extends: true,
        test: {
          ...processes,
          ...waiting,
          name: 'process',
          isolate: false,
          include: ['test/**/*.test.ts'],
          exclude: [needsServer, shareNothing, ...calibrations, ...alone],
          globalSetup: ['test/build-setup.ts'],
        },
      },
      // A process a file.
      { extends: true, test: { ...processes, ...waiting, name: 'alone', include: alone } },
      // Apart, so that a run without it starts no Temporal server.
      {
        extends: true,
        test: {
          ...processes,
          ...waiting,
          name: 'temporal',
          isolate: false,
          // Whoever asks a server or a browser more often makes it slower.
          expect: { poll: { interval: 200 } },
          include: [needsServer],
          globalSetup: ['test/global-setup.ts'],
        },
      },
    ],
  },
});
