import { closeSync, existsSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { newFolder } from '../support/scripted.ts';
import { ownProcess } from '../support/own-process.ts';

const { execArgv, file } = ownProcess('src/cli/bin.ts');
const command = [process.execPath, ...execArgv, file];

async function run(argv: readonly string[], stdout: number): Promise<{ code: number; stderr: string }> {
  const { NODE_OPTIONS: _ours, ...env } = process.env;
  const child = spawn(argv[0]!, argv.slice(1), { env, stdio: ['ignore', stdout, 'pipe'] });
  let stderr = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [code] = (await once(child, 'close')) as [number];
  return { code, stderr };
}

describe('output that cannot be written', () => {
  it.skipIf(!existsSync('/dev/full')).each([['schema'], ['completion bash'], ['--help']])(
    'of `%s` is told, and fails the command',
    async (line) => {
      const full = openSync('/dev/full', 'w');
      const { code, stderr } = await run([...command, ...line.split(' ')], full);
      closeSync(full);
      expect(stderr).toBe(
        'error: Expected to write the output, but no space is left; what stands there is not all of it\n'
      );
      expect(code).toBe(1);
    }
  );

  it('is told of every command: none writes by a stream of its own', () => {
    const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
    const writing = files.filter((name) => /process\.stdout/.test(readFileSync(join('src', name), 'utf8')));
    expect(writing).toEqual([join('cli', 'bin.ts')]);
  });

  it.skipIf(process.platform === 'win32')('to its end is told where a file took its beginning', async () => {
    const folder = await newFolder();
    const path = join(folder, 'schema.json');
    const out = openSync(path, 'w');
    // A limit of some KiB for a file, which is no signal for the process but an error.
    const shell = ['sh', '-c', 'trap "" XFSZ; ulimit -f 4; exec "$@"', 'sh'];
    const { code, stderr } = await run([...shell, ...command, 'schema'], out);
    closeSync(out);
    expect((await stat(path)).size).toBeGreaterThan(0);
    expect(stderr).toMatch(/Expected to write the output, but .*EFBIG/);
    expect(code).toBe(1);
    await rm(folder, { recursive: true, force: true });
  });
});
