import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lookAtPlaces } from '../../../src/cli/input/worker-places.ts';
import { runCli } from '../run-cli.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'temporal-retrain-places-'));
  await writeFile(join(folder, 'file'), 'root:x:0:0');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('what a worker is given', () => {
  it('may have a folder of data that comes later, which is told', async () => {
    expect(await lookAtPlaces({ dataRoot: folder })).toEqual([]);
    expect(await lookAtPlaces({})).toEqual([]);
    expect(await lookAtPlaces({ dataRoot: join(folder, 'nope') })).toEqual([
      expect.stringMatching(/^There is no folder `\S+nope` \(--data-root\): until there is, every retrain/),
    ]);
  });

  it('may have trainers whose program comes later, which is told', async () => {
    const trainers = join(folder, 'trainers.yaml');
    const entry = (program: string): string =>
      `trainers: [{ type: command, train: [${program}, '{request}'], evaluate: [${program}, '{request}'] }]`;
    await writeFile(trainers, entry('/nope/python'));
    expect(await lookAtPlaces({ trainers })).toEqual([
      expect.stringMatching(/^There is no program `\/nope\/python` that could be run \(trainer `command` of /),
    ]);
    for (const program of [process.execPath, 'python3']) {
      await writeFile(trainers, entry(program));
      expect(await lookAtPlaces({ trainers })).toEqual([]);
    }
  });

  it.each(['trainers: [null]', '-', 'trainers: [{ type: command, cwd: 5, train: [./x] }]', 'trainers: 7', '{'])(
    'leaves what is wrong with the trainers themselves to who makes them: %s',
    async (text) => {
      const trainers = join(folder, 'odd.yaml');
      await writeFile(trainers, text);
      expect(await lookAtPlaces({ trainers })).toEqual([]);
      expect(await lookAtPlaces({ trainers: join(folder, 'missing.json') })).toEqual([]);
    }
  );

  it.each([
    [{ dataRoot: 'file' }, /Expected `--data-root` to be a folder, got the file/],
    [{ bundle: 'nope.js' }, /Expected `--bundle` to be a file of bundled workflows, got .*there is no such file/],
    [{ bundle: 'file' }, /Expected `--bundle` to be a file of bundled workflows, got .*which has none/],
  ])('is refused where it can never work: %j', async (given, words) => {
    const places = Object.fromEntries(Object.entries(given).map(([flag, name]) => [flag, join(folder, name)]));
    await expect(lookAtPlaces(places)).rejects.toThrow(words);
  });

  it('is looked at before the worker polls', async () => {
    const { code, stderr } = await runCli(['worker', '--home', join(folder, 'home'), '--bundle', join(folder, 'file')]);
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain('Expected `--bundle` to be a file of bundled workflows');
    expect(code).toBe(2);
  });
});
