import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { clockRaces } from './clock-races.ts';

const root = join(import.meta.dirname, '..');

/** Each with why a slow machine cannot make its test fail. */
const allowed: Record<string, string> = {
  'client/monitor-client.e2e.test.ts': 'looks that nothing more comes; a slow machine sends less',
  'fakes/held_rain_worker.py': 'how often a file is looked for',
  'fakes/pausing_worker.py': 'how often a file is looked for',
  'fakes/reordered-workflows.ts': 'a timer of a workflow',
  'activities/train.test.ts': 'never ends by itself: the test aborts it',
  'notify/webhook.test.ts': 'that the time sent is that of now, to the minute',
  'registry/mlflow/killed-server.ts': 'how often a server is asked whether it is back',
  'registry/mlflow/mlflow-server.ts': 'how often a server is asked whether it is up',
  'server/file-lock.test.ts': 'how long a lock is held, of which any length will do',
  'trainers/http/http-trainer.test.ts': 'shortens the waits of the code under test',
  'support/service-process.ts': 'the pace of a service that is killed at any moment',
};

const files = (await readdir(root, { recursive: true }))
  .filter((file) => /\.(?:ts|mjs|py)$/.test(file) && !file.startsWith('house'))
  .toSorted();

it('no test sleeps for a length that somebody chose, or holds a clock against one', async () => {
  const found = await Promise.all(
    files.map(async (file) =>
      clockRaces(await readFile(join(root, file), 'utf8')).map(({ line, text }) => ({ file, line, text }))
    )
  );
  const races = found.flat();
  expect(files.length).toBeGreaterThan(200);
  expect(races.filter(({ file }) => !(file in allowed))).toEqual([]);
  // What no longer needs leave has none.
  expect(Object.keys(allowed).filter((file) => !races.some((race) => race.file === file))).toEqual([]);
});

it.each([
  ['await sleep(500);', true],
  ['await sleep(2 * cadenceMs + 500);', true],
  ['await sleep(1_000, undefined, { signal });', true],
  ['await new Promise((resolve) => setTimeout(resolve, 3_000));', true],
  ['setTimeout(() => abort.abort(), 300);', true],
  ['time.sleep(0.05)', true],
  ['expect(performance.now() - since).toBeLessThan(200);', true],
  ['if (Date.now() - since > 50) fail();', true],
  ['await sleep(0);', false],
  ['await sleep(script.durationMs);', false],
  ['setTimeout(resolve, 0)', false],
  ['// sleep(500) would race', false],
  ['expect(read.createdAt).toBeLessThan(Date.now());', false],
])('in `%s` a race is seen: %s', (source, isRace) => {
  expect(clockRaces(source).length > 0).toBe(isRace);
});

it('tests at once expect with the `expect` of their own: that of all counts for the one that began last', async () => {
  const counts = await Promise.all(
    files.map(async (file) => {
      const text = await readFile(join(root, file), 'utf8');
      const own = text.match(/\{ expect \}\) =>/g) ?? [];
      return { file, atOnce: (text.match(/\b(?:it|test)\.concurrent\b/g) ?? []).length, own: own.length };
    })
  );
  const concurrent = counts.filter(({ atOnce }) => atOnce > 0);
  expect(concurrent.length).toBeGreaterThan(0);
  expect(concurrent.filter(({ atOnce, own }) => own < atOnce)).toEqual([]);
});
