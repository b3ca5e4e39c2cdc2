import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli, type CliRun } from '../run-cli.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'temporal-retrain-next-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const init = (...flags: string[]): Promise<CliRun> => runCli(['init', folder, '--yes', ...flags]);

describe('what init says to do next', () => {
  it('has the same steps as a list, in the order of the screen, without the one that npm refuses by now', async () => {
    const screen = (await init()).stdout.split('\n').map((line) => line.trim().replace(/ {2}# .*$/, ''));
    // A folder with a package file has other steps.
    await rm(join(folder, 'package.json'));
    const { next, untilPublished, oncePublished } = JSON.parse((await init('--force', '--json')).stdout) as {
      next: string[];
      untilPublished: string[];
      oncePublished: string;
    };
    expect(next.slice(0, untilPublished.length)).toEqual(untilPublished);
    expect(screen.filter((line) => next.includes(line))).toEqual(next);
    expect(next).not.toContain(oncePublished);
    expect(screen[screen.indexOf('Once it is on npm, this does it instead:') + 1]).toBe(oncePublished);
  });

  it.each([
    ['command', 'train.py and data/rain.csv'],
    ['python', 'worker.py and data/rain.csv'],
    ['demo', 'data/rain.csv'],
  ])('says of kind %s that %s are a sample to replace, wherever one looks', async (kind, files) => {
    const { code, stdout } = await init('--kind', kind, '--model', 'shop:price', '--metric', 'rmse');
    expect(code).toBe(0);
    const said = `${files} ${kind === 'demo' ? 'is' : 'are'} a sample that learns rain, by accuracy`;
    for (const name of ['README.md', 'price.monitor.yaml'])
      expect((await readFile(join(folder, name), 'utf8')).replaceAll(/\s+(?:# )?/g, ' '), name).toContain(said);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(said);
    expect(stdout.split('\n').filter((line) => line.length > 80 && line.includes('sample'))).toEqual([]);
  });

  it('says nothing of a sample where the rows are those of a person', async () => {
    await writeFile(join(folder, 'rows.csv'), `at,x,label\n${'2026-01-01,1,0\n2026-01-01,2,1\n'.repeat(110)}`);
    const { code, stdout } = await init('--kind', 'csv');
    expect(code).toBe(0);
    expect(stdout + (await readFile(join(folder, 'README.md'), 'utf8'))).not.toContain('sample');
  });

  it('writes a worker whose own words name no file that is not there', async () => {
    await init('--kind', 'python');
    expect(await readFile(join(folder, 'worker.py'), 'utf8')).not.toMatch(/examples\/|rain_worker/);
  });
});
