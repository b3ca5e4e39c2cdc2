import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { runCli, stderrOf, type CliRun } from './run-cli.ts';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { eventually } from '../support/eventually.ts';
import { pollersOf } from '../../src/client/calls/pollers.ts';
import { pythonEnvironment, withoutPython } from '../support/python-environment.ts';
import { startCli } from './cli-process.ts';
import { withClient } from '../support/temporal.ts';
import type { MonitorView } from '../../src/core/wire/answers.ts';

const pythonSources = fileURLToPath(new URL('../../python/src', import.meta.url));

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'temporal-retrain-init-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Rows that a logistic regression can learn: the label is 1 where the sum of the inputs is above 0. */
function rows(count: number): string {
  const lines = Array.from({ length: count }, (_, i) => {
    const [a, b] = [Math.sin(i * 1.7), Math.cos(i * 2.3)];
    return `${new Date(Date.UTC(2026, 0, 1, i)).toISOString()},${a.toFixed(4)},${b.toFixed(4)},${a + b > 0 ? 1 : 0}`;
  });
  return `at,a,b,clicked\n${lines.join('\n')}\n`;
}

describe('a project that init has written into an empty folder', () => {
  it.each([
    ['demo', []],
    ['command', ['--trainers', 'trainers.yaml']],
    ['csv', []],
  ] as const)('of kind %s trains a first version as it is', async (kind, workerFlags) => {
    const env = { TEMPORAL_ADDRESS: inject('address'), TEMPORAL_NAMESPACE: inject('namespace'), USER: 'ada' };
    const id = Math.random().toString(36).slice(2, 10);
    const model = `init:${kind}-${id}`;
    const taskQueue = `init-${id}`;
    if (kind === 'csv') await writeFile(join(folder, 'rows.csv'), rows(2_000));
    const written = await runCli(['init', folder, '--kind', kind, '--model', model, '--yes', '--json']);
    expect(written).toMatchObject({ code: 0, stderr: '' });
    const { next } = JSON.parse(written.stdout) as { next: string[] };
    const file = join(folder, `${kind}-${id}.monitor.yaml`);
    expect(next.some((command) => command.endsWith(`monitor start ${kind}-${id}.monitor.yaml`))).toBe(true);
    const inFolder = (...args: string[]): Promise<CliRun> => startCli(args, env, folder).ended;
    expect(await inFolder('validate', file)).toMatchObject({ code: 0, stderr: '' });
    const flags = ['--task-queue', taskQueue, '--bundle', inject('bundlePath'), '--json', ...workerFlags];
    const worker = startCli(['worker', ...flags], env, folder);
    try {
      await worker.printed(/"ready"/);
      const started = await inFolder('monitor', 'start', file, '--task-queue', taskQueue);
      expect({ code: started.code, stderr: stderrOf(started) }).toEqual({ code: 0, stderr: '' });
      const retrained = await inFolder('monitor', 'retrain', model, '--full', '--wait', '--json');
      expect(retrained.code, retrained.stdout + retrained.stderr).toBe(0);
      const { lastRetrain } = JSON.parse(retrained.stdout) as MonitorView;
      expect(lastRetrain).toMatchObject({ version: '1.0.0', status: 'awaiting-approval' });
    } finally {
      worker.child.kill('SIGTERM');
      await worker.ended;
    }
    // What it has made is in the folder, and nowhere else.
    expect(await readFile(join(folder, 'package.json'), 'utf8')).toContain('temporal-retrain');
  });
});

describe.skipIf(withoutPython('a Python project of init'))('a project of kind python', () => {
  it('trains and serves a first version on the queue of its own worker, by the commands that init prints', async () => {
    const python = await pythonEnvironment('python-venv.sh');
    const env = { TEMPORAL_ADDRESS: inject('address'), TEMPORAL_NAMESPACE: inject('namespace'), USER: 'ada' };
    const id = Math.random().toString(36).slice(2, 10);
    const model = `init:python-${id}`;
    const taskQueue = `init-${id}`;
    const written = await runCli(['init', folder, '--kind', 'python', '--model', model, '--yes', '--json']);
    expect(written).toMatchObject({ code: 0, stderr: '' });
    const { next } = JSON.parse(written.stdout) as { next: string[] };
    const trains = next.find((command) => command.endsWith('/python worker.py'));
    const settings = Object.fromEntries(
      (trains ?? '').split(' ').flatMap((part) => (part.includes('=') ? [part.split('=')] : []))
    );
    expect(settings).toMatchObject({ ARTIFACTS: './models' });
    const inFolder = (...args: string[]): Promise<CliRun> => startCli(args, env, folder).ended;
    const trainer = spawn(python, ['worker.py'], {
      cwd: folder,
      env: { ...process.env, ...env, ...settings, PYTHONPATH: pythonSources, PYTHONDONTWRITEBYTECODE: '1' },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const trainerEnded = once(trainer, 'exit');
    const worker = startCli(
      ['worker', '--task-queue', taskQueue, '--bundle', inject('bundlePath'), '--json'],
      env,
      folder
    );
    try {
      await worker.printed(/"ready"/);
      await withClient(({ client }) =>
        eventually(
          () => pollersOf(client, settings['TASK_QUEUE'], 'activities'),
          (pollers) => pollers.length > 0
        )
      );
      const started = await inFolder('monitor', 'start', `python-${id}.monitor.yaml`, '--task-queue', taskQueue);
      expect({ code: started.code, stderr: stderrOf(started) }).toEqual({ code: 0, stderr: '' });
      const retrained = await inFolder('monitor', 'retrain', model, '--full', '--wait', '--json');
      expect(retrained.code, retrained.stdout + retrained.stderr).toBe(0);
      expect((JSON.parse(retrained.stdout) as MonitorView).lastRetrain).toMatchObject({
        version: '1.0.0',
        status: 'awaiting-approval',
      });
      expect(await inFolder('monitor', 'approve', model)).toMatchObject({ code: 0 });
      const champion = await inFolder('monitor', 'champion', model, '--path');
      expect(champion).toMatchObject({ code: 0, stderr: '' });
      expect(champion.stdout.trim()).toMatch(/model\.pkl$/);
      expect((await stat(champion.stdout.trim())).size).toBeGreaterThan(0);
    } finally {
      trainer.kill('SIGTERM');
      worker.child.kill('SIGTERM');
      await Promise.all([trainerEnded, worker.ended]);
    }
  });
});
