import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { initKinds } from '../../../src/cli/init/settings.ts';
import { ownProcess } from '../../support/own-process.ts';
import { runCli } from '../run-cli.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'temporal-retrain-init-where-'));
  await writeFile(join(folder, 'taken'), '');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('lists the kinds in a table that 80 columns hold', () => {
  // Two blanks, a name of eight and one more; a longer line would be broken, and its columns with it.
  expect(Object.values(initKinds).filter((text) => text.length > 80 - 11)).toEqual([]);
});

describe('init where nothing can be written', () => {
  it.skipIf(process.platform === 'win32')(
    'to the end leaves no half of a project, and the next try succeeds',
    async () => {
      const { execArgv, file } = ownProcess('src/cli/bin.ts');
      const project = join(folder, 'half');
      // A limit of some KiB for a file, as a disk that fills up: less than the rows of the project.
      const limited = ['-c', 'trap "" XFSZ; ulimit -f 32; exec "$@"', 'sh', process.execPath, ...execArgv, file];
      const { NODE_OPTIONS: _ours, ...env } = process.env;
      const child = spawn('sh', [...limited, 'init', project, '--yes'], { env, stdio: ['ignore', 'ignore', 'pipe'] });
      let stderr = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
      expect(await once(child, 'close')).toEqual([2, null]);
      expect(stderr).toMatch(/Expected to write \S+half\/data\/rain\.csv, but .*EFBIG/);
      const left = await readdir(project, { recursive: true, withFileTypes: true });
      expect(left.filter((one) => one.isFile())).toEqual([]);
      expect(await runCli(['init', project, '--yes'])).toMatchObject({ code: 0 });
      expect((await stat(join(project, 'data', 'rain.csv'))).size).toBeGreaterThan(100_000);
      const all = await readdir(project, { recursive: true });
      expect(all.filter((path) => path.includes('.part'))).toEqual([]);
    }
  );

  it.each([
    ['taken', 'a file is where its folder should be'],
    ['taken/x', 'a file'],
    ['taken/x/y', 'a file'],
    ...(process.platform === 'linux' ? [['/proc/nope', 'no folder can be made there']] : []),
  ])('says why of %s', async (path, why) => {
    const where = path.startsWith('/') ? path : join(folder, path);
    const { code, stdout, stderr } = await runCli(['init', where, '--yes']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`Expected to write ${where}/rain.monitor.yaml, but `);
    expect(stderr).toContain(why);
    expect(stderr).toContain('choose another folder');
    expect(stderr).not.toContain('not expected');
  });
});
