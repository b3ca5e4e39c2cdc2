import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { ownProcess } from '../support/own-process.ts';
import { freePorts } from '../../src/server/free-port.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));

interface Block {
  language: string;
  /** `background`: runs on. `until /pattern/`: is repeated until it prints that. */
  how: string;
  text: string;
}

let folder: string;
let env: NodeJS.ProcessEnv;
const background: ChildProcess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tutorial-'));
  const { stdout: python } = await run('bash', [join(root, 'scripts/python-venv.sh')], { maxBuffer: 1 << 26 });
  // What a reader has on the path: the command, and a Python with scikit-learn.
  await mkdir(join(folder, 'bin'));
  await mkdir(join(folder, 'node_modules'));
  await symlink(root, join(folder, 'node_modules/temporal-retrain'));
  const { execArgv, file } = ownProcess('src/cli/bin.ts');
  const words = [process.execPath, ...execArgv, file].map((word) => `"${word}"`).join(' ');
  const command = `#!/bin/sh\nexec ${words} "$@"\n`;
  await writeFile(join(folder, 'bin/temporal-retrain'), command);
  await chmod(join(folder, 'bin/temporal-retrain'), 0o755);
  const [port] = (await freePorts(1)) as [number];
  const { NODE_OPTIONS: _ours, FORCE_COLOR: _colour, ...inherited } = process.env;
  env = {
    ...inherited,
    PATH: `${join(folder, 'bin')}:${dirname(python.trim())}:${process.env['PATH']}`,
    TEMPORAL_CLI: inject('temporalBinary'),
    TEMPORAL_ADDRESS: '',
    PORT: String(port),
  };
});

afterAll(async () => {
  for (const child of background) {
    child.kill('SIGINT');
    if (child.exitCode === null) await new Promise((resolve) => child.once('exit', resolve));
  }
  await rm(folder, { recursive: true, force: true });
});

function blocksOf(page: string): Block[] {
  return [...page.matchAll(/^```(\w+) ?(.*)\n([\s\S]*?)^```$/gm)].map(([, language = '', how = '', text = '']) => ({
    language,
    how,
    text,
  }));
}

async function sh(text: string): Promise<string> {
  const { stdout } = await run('sh', ['-e', '-c', text], { cwd: folder, env });
  return stdout;
}

/** A server of this test's own, where the page has the default. */
async function start(text: string): Promise<void> {
  const line = `exec ${text.trim()} --port ${env['PORT']} --ephemeral --bundle ${inject('bundlePath')}`;
  const child = spawn('sh', ['-c', line], { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] });
  background.push(child);
  let said = '';
  child.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await eventually(
    () => Promise.resolve(said),
    (out) => out.includes('Ready.'),
    120_000
  );
  env['TEMPORAL_ADDRESS'] = `127.0.0.1:${env['PORT']}`;
}

it('docs/tutorial.md leads from a script to a service that loads what was retrained and approved', async () => {
  const blocks = blocksOf(await readFile(join(root, 'docs/tutorial.md'), 'utf8'));
  expect(blocks.map(({ language }) => language)).toEqual(expect.arrayContaining(['python', 'yaml', 'sh']));
  let last = '';
  for (const { language, how, text } of blocks) {
    const [, file] = /^# (\S+\.\w+)$/m.exec(text) ?? [];
    const [, pattern] = /^until \/(.+)\/$/.exec(how) ?? [];
    if (language !== 'sh') await writeFile(join(folder, file!), text);
    else if (how === 'background') await start(text);
    else if (pattern)
      last = await eventually(
        () => sh(text).catch(String),
        (out) => new RegExp(pattern).test(out),
        150_000
      );
    else last = await sh(text);
  }
  expect(last).toMatch(/^(no )?rain\n$/);
});
