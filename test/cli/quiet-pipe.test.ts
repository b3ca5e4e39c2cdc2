import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { findMisnamed } from '../../src/cli/apply/misnamed.ts';
import { findMonitors } from '../../src/cli/apply/find-files.ts';
import { newFolder } from '../support/scripted.ts';
import { readPath } from '../../src/folders/read-path.ts';
import { runCli } from './run-cli.ts';
import { startCli } from './cli-process.ts';

const names = ['quiet.monitor.yaml', 'quiet.monitor.mjs', 'numbers.txt', 'late', 'for-dev--notifiers.yaml'].concat(
  ['notifiers', 'sources', 'trainers', 'bundle'].map((flag) => `for-worker--${flag}.yaml`)
);

describe.skipIf(process.platform === 'win32')('a pipe that is named by its path', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await newFolder();
    execFileSync('mkfifo', names.map(at));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const at = (name: string): string => join(folder, name);

  /** Whoever opens a pipe to write finds somebody only once it is read. */
  const written = async (path: string): Promise<number> => {
    const fd = await eventually(
      async () => {
        try {
          return await Promise.resolve(openSync(path, constants.O_WRONLY | constants.O_NONBLOCK));
        } catch {
          return undefined;
        }
      },
      (found) => found !== undefined
    );
    return fd!;
  };

  it.each([
    ['validate', 'SIGINT', 130, 'quiet.monitor.yaml', []],
    ['diff', 'SIGTERM', 143, 'quiet.monitor.yaml', ['examples/rain.monitor.yaml']],
    ['detect', 'SIGINT', 130, 'numbers.txt', ['--detector', 'ewma']],
  ] as const)('and is silent keeps no `%s` from ending at %s', async (command, signal, code, name, more) => {
    const { child, ended } = startCli([command, at(name), ...more], {});
    const fd = await written(at(name));
    child.kill(signal);
    expect((await ended).code).toBe(code);
    closeSync(fd);
  });

  it.each([
    ['worker', '--notifiers'],
    ['worker', '--sources'],
    ['worker', '--trainers'],
    ['worker', '--bundle'],
    ['dev', '--notifiers'],
  ])('and keeps `%s %s` waiting ends it at the first signal', async (command, flag) => {
    const name = `for-${command}${flag}.yaml`;
    const { child, ended } = startCli([command, '--home', at('home'), flag, at(name)], {});
    const fd = await written(at(name));
    child.kill('SIGTERM');
    expect((await ended).code).toBe(143);
    closeSync(fd);
  });

  it('is no monitor in a folder that is applied', async () => {
    await mkdir(at('monitors'));
    await writeFile(at('monitors/a.monitor.yaml'), 'model: shop:ranker\n');
    execFileSync('mkfifo', [at('monitors/b.yaml')]);
    expect(await findMisnamed([at('monitors')], await findMonitors([at('monitors')]))).toEqual([]);
  });

  it('is no script', async () => {
    const run = await runCli(['validate', at('quiet.monitor.mjs')]);
    expect(run).toMatchObject({ code: 2, stderr: expect.stringContaining('it is none; check the path') as string });
  });

  it('is read once somebody writes, to its end', async () => {
    const read = readPath(at('late'));
    const fd = await written(at('late'));
    writeSync(fd, 'model: ');
    writeSync(fd, 'shop:late\n');
    closeSync(fd);
    expect((await read).toString()).toBe('model: shop:late\n');
  });
});
