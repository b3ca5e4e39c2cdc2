import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { monitorFilesAt, otherFilesAt } from '../../../src/cli/apply/files-at.ts';

let parent = '';
let folder = '';
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'temporal-retrain-files-'));
  folder = join(parent, 'no_node_modules_here');
  await mkdir(join(folder, 'eu'), { recursive: true });
});
afterEach(() => rm(parent, { recursive: true, force: true }));

const write = (path: string): Promise<void> => writeFile(join(folder, path), 'model: shop:one\n');
const link = (to: string, path: string): Promise<void> => symlink(to, join(folder, path));
const found = async (how = monitorFilesAt): Promise<string[]> =>
  (await how(folder)).map((file) => relative(folder, file));

describe('the monitor files of a folder', () => {
  it('are those that links lead to as well, each once, however many names it has', async () => {
    await writeFile(join(parent, 'rain.monitor.yaml'), 'model: weather:rain\n');
    await write('fog.monitor.yaml');
    await write('eu/x.monitor.yaml');
    await link('../rain.monitor.yaml', 'rain.monitor.yaml');
    await link('fog.monitor.yaml', 'aaa.monitor.yaml');
    await link('..', 'eu/round');
    await link('eu', 'europe');
    await link('../rain.monitor.yaml', 'scorer.yaml');
    expect(await found()).toEqual(['eu/x.monitor.yaml', 'fog.monitor.yaml', 'rain.monitor.yaml']);
    expect(await found(otherFilesAt)).toEqual(['scorer.yaml']);
  });

  it('are told by their names at the top where a folder is mounted as a cluster mounts its settings', async () => {
    await mkdir(join(folder, '..2026_01'));
    await write('..2026_01/fog.monitor.yaml');
    await link('..2026_01', '..data');
    await link('..data/fog.monitor.yaml', 'fog.monitor.yaml');
    expect(await found()).toEqual(['fog.monitor.yaml']);
  });

  it('are none of those that others have installed, or are edited', async () => {
    await mkdir(join(folder, 'node_modules'));
    await write('node_modules/x.monitor.yaml');
    await mkdir(join(folder, 'my_node_modules'));
    await write('my_node_modules/y.monitor.yaml');
    await link('ada@desk.1', '.#fog.monitor.yaml');
    expect(await found()).toEqual(['my_node_modules/y.monitor.yaml']);
  });

  it.each([
    [
      'a link to nowhere',
      () => link('../gone.yaml', 'rain.monitor.yaml'),
      /rain\.monitor\.yaml`, but what it leads to/,
    ],
    ['a link to a folder that is gone', () => link('../gone', 'team'), /team`, but what it leads to is not there/],
    ['a link to itself', () => link('rain.monitor.yaml', 'rain.monitor.yaml'), /rain\.monitor\.yaml`, but /],
    ['a folder', () => mkdir(join(folder, 'x.monitor.yaml')), /x\.monitor\.yaml` to be a file.*a folder/],
  ])('cannot be told where one is %s', async (_, make, message) => {
    await write('fog.monitor.yaml');
    await make();
    await expect(monitorFilesAt(folder)).rejects.toThrow(message);
  });
});
