import { execFileSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../../src/server/run-command.ts';
import { leaveOut } from '../support/left-out.ts';

const leftOut = leaveOut({
  what: '`npm pack` from a clone (a second build, half a minute)',
  unless: Boolean(process.env.CI ?? process.env.RETRAIN_IMAGE_TESTS),
  command: 'RETRAIN_IMAGE_TESTS=1 npx vitest run test/package/pack.e2e.test.ts',
});

const root = fileURLToPath(new URL('../../', import.meta.url));

describe.skipIf(leftOut)('what `npm pack` makes of a fresh clone', () => {
  let folder = '';
  let unpacked = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pack-'));
    const clone = join(folder, 'clone');
    for (const path of execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' }).trim().split('\n')) {
      await mkdir(dirname(join(clone, path)), { recursive: true });
      await cp(join(root, path), join(clone, path));
    }
    await symlink(join(root, 'node_modules'), join(clone, 'node_modules'));
    await runCommand('npm', ['pack', '--pack-destination', folder], { cwd: clone, timeoutMs: 300_000 });
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
    await runCommand('tar', ['-xzf', join(folder, `temporal-retrain-${version}.tgz`), '-C', folder]);
    unpacked = join(folder, 'package');
    await symlink(join(root, 'node_modules'), join(unpacked, 'node_modules'));
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('is built: its command runs, and its two doors open', async () => {
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
    const said = await runCommand(process.execPath, [join(unpacked, 'dist/src/cli/bin.js'), '--version']);
    expect(said.trim()).toBe(version);
    const doors = `await import('temporal-retrain'); await import('temporal-retrain/workflows'); console.log('open')`;
    const opened = await runCommand(process.execPath, ['--input-type=module', '-e', doors], { cwd: unpacked });
    expect(opened.trim()).toBe('open');
  });
});
