import type { Explanation, MonitorView } from '../../src/core/wire/answers.ts';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { cli, startCli, type CliProcess } from './cli-process.ts';
import { eventually } from '../support/eventually.ts';
import { rainDay, rainMonitor } from '../support/rain.ts';
import { runCli, stderrOf, type CliRun } from './run-cli.ts';
import type { MonitorFile } from '../../src/config/schema/monitor-schema.ts';

const id = Math.random().toString(36).slice(2, 10);
const model = `cli:rain-${id}`;
const taskQueue = `cli-${id}`;
let folder = '';
let worker: CliProcess;
let env: NodeJS.ProcessEnv = {};

/**
 * The command with the test's server. It runs in this process, because starting one takes seconds on a small machine; the
 * worker, and the commands where it matters, are processes of their own.
 */
const run = (args: string[], input = ''): Promise<CliRun> => runCli(args, { env: { ...process.env, ...env }, input });

async function json<T>(args: string[], input?: string): Promise<T> {
  const done = await run([...args, '--json'], input);
  expect({ code: done.code, stderr: stderrOf(done) }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(done.stdout) as T;
}

async function monitorFile(name: string, changes: Partial<MonitorFile> = {}): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, JSON.stringify(rainMonitor(model, { cooldown: '1s', ...changes })));
  return path;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'temporal-retrain-cli-'));
  env = { TEMPORAL_ADDRESS: inject('address'), TEMPORAL_NAMESPACE: inject('namespace'), USER: 'ada' };
  const bundle = ['--bundle', inject('bundlePath')];
  worker = startCli(['worker', '--home', join(folder, 'home'), '--task-queue', taskQueue, '--json', ...bundle], env);
  await worker.printed(/"ready"/);
});

afterAll(async () => {
  worker.child.kill('SIGKILL');
  await worker.ended;
  await rm(folder, { recursive: true, force: true });
});

// One story, told in order: each step builds on the one before.
describe('temporal-retrain', () => {
  it('starts a monitor from a file, and leaves one that runs as it is', async () => {
    const file = await monitorFile('rain.yaml');
    const started = await json<Record<string, unknown>>(['monitor', 'start', file, '--task-queue', taskQueue]);
    expect(started).toMatchObject({ model, started: true, polled: true, differences: [] });
    const other = await monitorFile('other.yaml', { cooldown: '5s' });
    const again = await run(['monitor', 'start', other, '--task-queue', taskQueue]);
    expect({ code: again.code, stderr: stderrOf(again) }).toEqual({ code: 0, stderr: '' });
    expect(again.stdout).toContain(`The monitor of ${model} is already running`);
    expect(again.stdout).toContain('~ cooldown: 1s → 5s');
    const elsewhere = await run(['monitor', 'start', file, '--task-queue', 'nowhere']);
    expect(elsewhere.stdout).toContain(`is already running, on task queue ${taskQueue} instead of nowhere;`);
    expect(elsewhere.stdout).not.toContain('No worker polls');
  });

  it('plans a folder of monitors, carries the plan out on request, and finds nothing to do then', async () => {
    const plans = await mkdtemp(join(folder, 'plans-'));
    const other = `cli:other-${id}`;
    const write = (name: string, monitor: MonitorFile): Promise<void> =>
      writeFile(join(plans, name), JSON.stringify(monitor));
    await write('a.monitor.json', rainMonitor(model, { cooldown: '1s' }));
    await write('b.monitor.json', rainMonitor(other, { cooldown: '1s' }));
    const apply = (...more: string[]): Promise<CliRun> => run(['apply', plans, '--task-queue', taskQueue, ...more]);
    await expect.poll(async () => (await run(['monitor', 'list'])).stdout).toContain(model);
    const planned = await apply('--dry-run');
    expect({ code: planned.code, stderr: stderrOf(planned) }).toEqual({ code: 0, stderr: '' });
    expect(planned.stdout).toMatch(new RegExp(`^\\+ ${other}.*\n\n2 monitors: 1 to start, .* 1 as they are`));
    expect(await apply()).toMatchObject({ code: 2, stdout: '' });
    const done = await json<{ applied: string[] }>(['apply', plans, '--task-queue', taskQueue, '--yes']);
    expect(done.applied).toEqual([other]);
    await write('b.monitor.json', rainMonitor(other, { cooldown: '2s' }));
    await expect
      .poll(async () => (await apply('--dry-run')).stdout)
      .toMatch(new RegExp(`^~ ${other}.*\n {4}~ cooldown: 1s → 2s\n`));
    expect((await apply('--yes', '--comment', 'longer')).stdout).toBe(`Changed ${other}\n`);
    await rm(join(plans, 'b.monitor.json'));
    expect((await apply('--dry-run')).stdout).toMatch(/^1 monitor: 0 to start, 0 to change, 0 to stop, 1 as/);
    expect((await apply('--prune', '--yes')).stdout).toBe(`Stopped ${other}\n`);
  });

  it('guesses which running model a mistyped one was meant to be', async () => {
    await expect.poll(async () => (await run(['monitor', 'list'])).stdout).toContain(model);
    const mistyped = await run(['monitor', 'show', model.replace('rain', 'rian')]);
    expect(mistyped).toMatchObject({ code: 3, stdout: '' });
    expect(mistyped.stderr).toContain(`did you mean \`${model}\`?`);
    expect((await run(['monitor', 'show', 'nothing:like-it'])).stderr).toContain('temporal-retrain monitor list');
  });

  it('watches a monitor in a line for each change where no terminal shows it, until it is interrupted', async () => {
    const watch = startCli(['monitor', 'watch', model], env);
    await watch.printed(/no champion · .*0 observations|no champion/);
    watch.child.kill('SIGINT');
    expect(await watch.ended).toMatchObject({ code: 130, stderr: '' });
  });

  it('sends what is good of a CSV on standard input, and tells the lines that are not', async () => {
    const day = new Date(rainDay(9_000)).toISOString();
    const csv = `at,accuracy\n${day},0.91\nnever,0.9\n,0.92\n,much\n,0.93\n`;
    const { code, stdout, stderr } = await cli(['send', model, '--json'], env, csv);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      accepted: 3,
      sent: 3,
      duplicates: 0,
      rejected: 2,
      faults: [{ line: 3 }, { line: 5 }],
    });
    expect(stderr).toMatch(/^line 2: time 1973.*\nline 3: .*\nline 5: .*\n3 rows .*\nsend the 2 corrected lines .*\n$/);
  });

  it('sends one value from flags, and guesses what a mistyped metric was meant to be', async () => {
    const sent = await run(['send', model, '--metric', 'accuracy=0.94', '--version', '1.0.0', '--segment', 'eu']);
    expect(sent).toMatchObject({
      code: 0,
      stdout: `1 observation accepted, 1 sent to ${model}.\n`,
    });
    const mistyped = await run(['send', model, '--metric', 'acuracy=0.94']);
    expect(mistyped.code).toBe(2);
    expect(mistyped.stderr).toContain('did you mean `accuracy`?');
    const ignored = await json<{ accepted: number; ignored: number }>(
      ['send', model, '--ignore-unknown'],
      '{"accuracy":0.95,"other":1,"key":"one"}\n'
    );
    expect(ignored).toMatchObject({ accepted: 1, ignored: 1 });
    const nothing = await cli(['send', model], env, '');
    expect(nothing).toMatchObject({ code: 2, stdout: '' });
    expect(nothing.stderr).toContain('got none in the input');
  });

  it('shows and explains the monitor, for programs and for people', async () => {
    const view = await json<MonitorView>(['monitor', 'show', model]);
    expect(view).toMatchObject({ model, phase: 'active', champion: null, counts: { observations: 5 } });
    const explanation = await json<Explanation>(['monitor', 'explain', model]);
    expect(explanation.distances.map(({ detector, level }) => [detector, level])).toHaveLength(2);
    const people = await cli(['monitor', 'show', model], env);
    expect(people.stdout).toContain('no champion yet');
    expect(people.stdout).not.toContain('\u001B');
    expect((await run(['monitor', 'explain', model])).stdout).toContain('How far from firing');
  });

  it('retrains twice, and waits for the end of it', async () => {
    const first = await json<MonitorView>([
      'monitor',
      'retrain',
      model,
      '--full',
      '--wait',
      '--comment',
      'first model',
    ]);
    expect(first).toMatchObject({ champion: '1.0.0', lastRetrain: { status: 'promoted', kind: 'full' } });
    const file = await monitorFile('ask.yaml');
    const asking = { ...(JSON.parse(await readFile(file, 'utf8')) as MonitorFile) };
    await writeFile(file, JSON.stringify({ ...asking, retrain: { ...asking.retrain, promotion: 'challenger' } }));
    const dry = await json<{ changed: boolean; differences: unknown[] }>([
      'monitor',
      'policy',
      model,
      file,
      '--dry-run',
    ]);
    expect(dry).toMatchObject({ changed: false, differences: [{ field: 'retrain.promotion' }] });
    expect(await json(['monitor', 'policy', model, file])).toMatchObject({ changed: true });
    const second = await run(['monitor', 'retrain', model, '--wait']);
    expect(second.code).toBe(0);
    expect(second.stderr).toMatch(/retrain 2 \(soft\)/);
    expect(second.stdout).toMatch(
      /^Retrain 2 \(soft\) made version 1\.0\.1, which waits for approval: `temporal-retrain monitor approve/
    );
    expect(second.stdout).toContain('passed  ');
  });

  it('approves the challenger, and rolls back to the version before', async () => {
    expect(await json<MonitorView>(['monitor', 'approve', model])).toMatchObject({ champion: '1.0.1', approval: null });
    const twice = await run(['monitor', 'approve', model]);
    expect(twice).toMatchObject({ code: 4, stdout: '' });
    expect(twice.stderr).toMatch(
      /^error: No challenger is waiting for approval: version 1\.0\.1 was approved by ada at 2\d{3}-\S+ \S+Z\n$/
    );
    const back = await run(['monitor', 'rollback', model, '--comment', 'complaints']);
    expect(back).toMatchObject({ code: 0, stderr: '' });
    expect(back.stdout).toContain(`Rolled back: 1.0.0 is the champion of ${model}, in place of 1.0.1.`);
    expect(await json<object>(['monitor', 'versions', model])).toMatchObject({ champion: '1.0.0', previous: null });
    const refused = expect.stringContaining('has no previous champion to roll back to') as string;
    expect(await run(['monitor', 'rollback', model, '--dry-run'])).toMatchObject({ code: 4, stdout: refused });
  });

  it('pauses in the name of the user, and refuses to do so twice', async () => {
    expect((await run(['monitor', 'pause', model, '--comment', 'data outage'])).stdout).toBe(
      `Paused ${model}. The monitor is paused by ada: data outage. \`temporal-retrain monitor resume ${model}\`\n`
    );
    const twice = await run(['monitor', 'pause', model]);
    expect(twice).toMatchObject({ code: 4, stderr: 'error: The monitor is already paused, by ada\n' });
    expect((await run(['monitor', 'resume', model])).code).toBe(0);
  });

  it('lists monitors as a line of JSON each', async () => {
    const { code, stdout } = await run(['monitor', 'list', '--json']);
    const models = stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { model: string }).model);
    expect(code).toBe(0);
    expect(models).toContain(model);
  });

  it('stops the monitor, which is not found from then on', async () => {
    expect((await run(['monitor', 'stop', model])).stdout).toContain(`Stopped ${model}.`);
    // It still tells the notifiers before it ends, and refuses commands as a stopped monitor until then.
    const gone = await eventually(
      () => run(['monitor', 'pause', model]),
      ({ code }) => code !== 4
    );
    expect(gone.code).toBe(3);
    expect(gone.stderr).toContain(`No monitor of \`${model}\` is running`);
    const lost = await run(['send', model, '--metric', 'accuracy=0.9']);
    expect(lost.code).toBe(3);
    expect((await run(['monitor', 'show', 'cli:never-was'])).code).toBe(3);
  });

  it('ends with 5 when no server answers or the namespace is not there', async () => {
    const unreachable = await cli(['monitor', 'show', model], { TEMPORAL_ADDRESS: '127.0.0.1:1' });
    expect(unreachable).toMatchObject({ code: 5, stdout: '' });
    expect(unreachable.stderr).toContain('127.0.0.1:1');
    const nowhere = await run(['monitor', 'show', model, '--namespace', 'nowhere']);
    expect(nowhere.code).toBe(5);
    expect(nowhere.stderr).toContain('nowhere');
  });

  it('delivers what it has read when Ctrl-C comes, and ends with 130', async () => {
    const file = await monitorFile('again.yaml');
    await json(['monitor', 'start', file, '--task-queue', taskQueue]);
    const sender = startCli(['send', model, '--json'], env);
    sender.child.stdin?.write('accuracy\n0.91\n0.92\n');
    await eventually(
      () => json<MonitorView>(['monitor', 'show', model]),
      ({ counts }) => counts.observations === 2
    );
    sender.child.kill('SIGINT');
    const { code, stdout, stderr } = await sender.ended;
    expect({ code, stderr }).toEqual({ code: 130, stderr: 'all that was read has arrived; go on after line 3\n' });
    expect(JSON.parse(stdout)).toMatchObject({ accepted: 2, sent: 2 });
    expect((await run(['monitor', 'stop', model])).code).toBe(0);
  });

  it.each([
    ['monitor', 'list'],
    ['monitor', 'show', model],
    ['monitor', 'retrain', model],
    ['monitor', 'versions', model],
    ['kill-switch', 'list'],
    ['send', model, '--metric', 'accuracy=0.8'],
  ])('says at once that the server has no such namespace: %s %s', async (...args) => {
    const { code, stderr } = await run([...args, '--namespace', 'nobody-made-me']);
    expect(code).toBe(5);
    expect(stderr).toContain('nobody-made-me');
    expect(stderr).toMatch(/no namespace|correct its name/);
    expect(stderr).not.toMatch(/not expected|that the server is up/);
  });

  it('stops a worker at SIGTERM with 0, after it has told of every transition', async () => {
    worker.child.kill('SIGTERM');
    const { code, stdout, stderr } = await worker.ended;
    const events = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { event: string; notice?: { event: string } });
    expect(events.at(0)?.event).toBe('ready');
    expect(events.at(-1)?.event).toBe('stopped');
    expect(events.map(({ notice }) => notice?.event)).toEqual(
      expect.arrayContaining(['retrain-launched', 'promoted', 'approval-needed', 'rolled-back', 'stopped'])
    );
    expect([code, stderr]).toEqual([0, 'stopping: running activities may finish; Ctrl-C again ends it at once\n']);
    const audit = await readFile(join(folder, 'home', 'audit.ndjson'), 'utf8');
    expect(audit.trim().split('\n')).toHaveLength(events.length - 2);
  });

  it('says that no worker polls as soon as the last one has stopped, where a monitor is started', async () => {
    const next = join(folder, 'next.yaml');
    await writeFile(next, JSON.stringify(rainMonitor(`cli:next-${id}`)));
    const started = await run(['monitor', 'start', next, '--task-queue', taskQueue]);
    expect(started.stdout).toContain(
      `No worker polls task queue ${taskQueue} yet: start one with \`temporal-retrain worker --task-queue ${taskQueue}\` (and the \`--trainers\` that it had before, if any).`
    );
  });
});
