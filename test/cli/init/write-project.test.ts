import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { initKinds } from '../../../src/cli/init/settings.ts';
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
