import { mkdtemp, rm } from 'node:fs/promises';
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
});
