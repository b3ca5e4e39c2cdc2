import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isAlive } from '../support/is-alive.ts';
import { startGuarded } from '../../src/server/guarded-process.ts';

let folder: string;
let logFile: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guarded-'));
  logFile = join(folder, 'log');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** However long that takes on a busy machine. */
const until = (read: () => unknown, wanted: unknown): Promise<void> => expect.poll(read).toEqual(wanted);

it('stop ends the program with SIGTERM and waits until it is gone', async () => {
  const script = `trap 'echo terminated; exit 0' TERM; echo up; while :; do sleep 0.1; done`;
  const program = await startGuarded('/bin/sh', ['-c', script], { logFile, env: process.env });
  await until(() => readFile(logFile, 'utf8'), 'up\n');
  await program.stop();

  expect(isAlive(program.pid)).toBe(false);
  expect(await readFile(logFile, 'utf8')).toBe('up\nterminated\n');
  expect(await program.ended).toBe(0);
});

it('a program that ignores SIGTERM is killed', async () => {
  const program = await startGuarded('/bin/sh', ['-c', `trap '' TERM; echo up; while :; do sleep 0.1; done`], {
    logFile,
    env: process.env,
  });
  await until(() => readFile(logFile, 'utf8'), 'up\n');
  await program.stop();

  expect(isAlive(program.pid)).toBe(false);
});

it('a program that ends by itself is noticed with its exit code', async () => {
  const program = await startGuarded('/bin/sh', ['-c', 'exit 7'], { logFile, env: process.env });

  expect(await program.ended).toBe(7);
  await program.stop();
});

it('SIGKILL of the process that started it ends the program too', async () => {
  const module = fileURLToPath(new URL('../../src/server/guarded-process.ts', import.meta.url));
  const starter = join(folder, 'starter.mts');
  await writeFile(
    starter,
    `import { isAlive } from '../support/is-alive.ts';
import { startGuarded } from ${JSON.stringify(module)};
     const { pid } = await startGuarded('/bin/sleep', ['600'], { logFile: ${JSON.stringify(logFile)}, env: process.env });
     console.log(pid);
     setInterval(() => {}, 1000);`
  );
  const owner = spawn(process.execPath, ['--import', 'tsx', starter], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(owner.stdout, 'data')) as [Buffer];
  const pid = Number(line.toString());
  expect(isAlive(pid)).toBe(true);
  owner.kill('SIGKILL');

  await until(() => isAlive(pid), false);
});

it('a running program does not keep its starter alive', async () => {
  const module = fileURLToPath(new URL('../../src/server/guarded-process.ts', import.meta.url));
  const starter = join(folder, 'forgetful.mts');
  await writeFile(
    starter,
    `import { isAlive } from '../support/is-alive.ts';
import { startGuarded } from ${JSON.stringify(module)};
     const { pid } = await startGuarded('/bin/sleep', ['600'], { logFile: ${JSON.stringify(logFile)}, env: process.env });
     console.log(pid);`
  );
  const owner = spawn(process.execPath, ['--import', 'tsx', starter], { stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  owner.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  const [code] = (await once(owner, 'close')) as [number];

  expect(code).toBe(0);
  await until(() => isAlive(Number(out)), false);
});
