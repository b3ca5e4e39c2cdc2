import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { runCli, type CliRun } from './run-cli.ts';
import { startCli, type CliProcess } from './cli-process.ts';

const started: CliProcess[] = [];
const folders: string[] = [];

afterAll(async () => {
  for (const { child } of started) child.kill('SIGKILL');
  await Promise.all(started.map(({ ended }) => ended));
  await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
});

describe('workers of one task queue that have different registries', () => {
  const env = { TEMPORAL_ADDRESS: inject('address'), TEMPORAL_NAMESPACE: inject('namespace') };

  async function world(): Promise<{ folder: string; taskQueue: string; start: (home: string) => Promise<CliProcess> }> {
    const taskQueue = `registries-${Math.random().toString(36).slice(2, 10)}`;
    const folder = await mkdtemp(join(tmpdir(), 'temporal-retrain-registries-'));
    folders.push(folder);
    const start = async (home: string): Promise<CliProcess> => {
      const more = ['--home', join(folder, home), '--task-queue', taskQueue, '--bundle', inject('bundlePath')];
      const worker = startCli(['worker', ...more], env);
      started.push(worker);
      await worker.printed(/^Polling /m);
      return worker;
    };
    return { folder, taskQueue, start };
  }

  it('are told of when the second one starts, and by doctor', async () => {
    const { folder, taskQueue, start } = await world();
    await start('one');
    const second = await start('two');
    const [a, b] = ['one', 'two'].map((home) => `sqlite ${join(folder, home, 'registry.db')}`);
    await expect.poll(() => second.output.stderr).toMatch(/different registries[^]*\n/);
    const printed = second.output.stderr;
    expect(printed).toContain(a);
    expect(printed).toContain(b);
    expect(printed).toContain('TEMPORAL_RETRAIN_REGISTRY');
    const doctor = (): Promise<CliRun> =>
      runCli(['doctor', '--task-queue', taskQueue, '--home', join(folder, 'one'), '--json'], {
        env: { ...process.env, ...env },
        input: '',
      });
    const { code, stdout } = await eventually(doctor, (run) => run.stdout.includes('different registries'));
    expect(code).toBe(1);
    const { findings } = JSON.parse(stdout) as { findings: { check: string; status: string; text: string }[] };
    const said = findings.find(({ check, text }) => check === 'registries' && text.includes(taskQueue));
    expect(said?.status).toBe('fault');
    expect(said?.text).toContain(a);
    expect(said?.text).toContain(b);
  });
});
