import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditFile } from '../../src/notify/audit-file.ts';
import { createCommandTrainer } from '../../src/trainers/command/command-trainer.ts';
import { onlyEvents } from '../../src/notify/notifier.ts';
import { startWorker } from '../../src/worker/start-worker.ts';
import type { Trainer } from '../../src/trainers/trainer.ts';
import { checkWorker } from '../../src/worker/check-worker.ts';
import { runCli } from '../cli/run-cli.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'temporal-retrain-places-'));
  await writeFile(join(folder, 'file'), 'root:x:0:0');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('what a worker is given', () => {
  it('may have a folder of data that comes later, which is told', async () => {
    expect(await checkWorker({ dataRoot: folder })).toEqual([]);
    expect(await checkWorker({})).toEqual([]);
    expect(await checkWorker({ dataRoot: join(folder, 'nope') })).toEqual([
      expect.stringMatching(/^There is no folder `\S+nope` \(`dataRoot`, --data-root\): until there is, every retrain/),
    ]);
  });

  it('may have trainers whose program comes later, which is told', async () => {
    const trainerOf = (program: string): Trainer =>
      createCommandTrainer({ artifacts: folder, train: [program, '{request}'], evaluate: [program, '{request}'] });
    expect(await checkWorker({ trainers: [trainerOf('/nope/python')] })).toEqual([
      'There is no program `/nope/python` that could be run (trainer `command`): until there is, its jobs fail; install it, or name another one',
    ]);
    const trainers = [process.execPath, 'sh'].map(trainerOf);
    expect(await checkWorker({ trainers })).toEqual([]);
  });

  it('has notifiers that can write their file, also where they hear of some events alone', async () => {
    const notifiers = { ops: onlyEvents(auditFile(folder), ['drift']) };
    await expect(checkWorker({ notifiers })).rejects.toMatchObject({
      name: 'ConfigurationError',
      message: `Expected the audit file \`${folder}\` to be one that can be written to, but it is a folder; name another file, or let the worker's user write there`,
    });
    expect(await checkWorker({ notifiers: { ops: auditFile(join(folder, 'later', 'audit.ndjson')) } })).toEqual([]);
    expect(await readdir(folder)).not.toContain('later');
  });

  it.each([
    [{ dataRoot: 'file' }, /Expected `dataRoot` \(--data-root\) to be a folder, got the file/],
    [
      { bundlePath: 'nope.js' },
      /Expected `bundlePath` \(--bundle\) to be a file of bundled workflows, got .*there is no such file/,
    ],
    [
      { bundlePath: 'file' },
      /Expected `bundlePath` \(--bundle\) to be a file of bundled workflows, got .*which has none/,
    ],
  ])('is refused where it can never work: %j', async (given, words) => {
    const places = Object.fromEntries(Object.entries(given).map(([flag, name]) => [flag, join(folder, name)]));
    await expect(checkWorker(places)).rejects.toThrow(words);
    await expect(checkWorker(places)).rejects.toMatchObject({ issues: [{ field: Object.keys(given)[0] }] });
  });

  it.each([
    [{ bundlePath: 'file' }, /Expected `bundlePath` /],
    [{ dataRoot: 'file' }, /Expected `dataRoot` /],
  ])('is looked at by `startWorker` before it connects: %j', async (given, words) => {
    const places = Object.fromEntries(Object.entries(given).map(([place, name]) => [place, join(folder, name)]));
    const server = { connectionOptions: { address: '127.0.0.1:9' }, namespace: 'default' };
    const started = startWorker({ server, home: join(folder, 'home'), ...places });
    await expect(started).rejects.toThrow(words);
  });

  it('is told of to who starts a worker with `startWorker`, where it may appear later', async () => {
    const told: string[] = [];
    const server = { connectionOptions: { address: '127.0.0.1:9' }, namespace: 'default' };
    const given = {
      home: join(folder, 'home'),
      dataRoot: join(folder, 'nope'),
      warn: (text: string) => told.push(text),
    };
    await expect(startWorker({ server, ...given })).rejects.toThrow();
    expect(told).toEqual([expect.stringMatching(/^There is no folder/)]);
  });

  it('has a home whose audit log can be written', async () => {
    const home = join(folder, 'other');
    await mkdir(join(home, 'audit.ndjson'), { recursive: true });
    const server = { connectionOptions: { address: '127.0.0.1:9' }, namespace: 'default' };
    await expect(startWorker({ server, home })).rejects.toThrow(
      /^Expected the audit file .*audit\.ndjson.* it is a folder/
    );
  });

  it('is looked at before the worker polls', async () => {
    const { code, stderr } = await runCli(['worker', '--home', join(folder, 'home'), '--bundle', join(folder, 'file')]);
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain(
      'Expected `bundlePath` (--bundle) to be a file of bundled workflows'
    );
    expect(code).toBe(2);
  });
});
