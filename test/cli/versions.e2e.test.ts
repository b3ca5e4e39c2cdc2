import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { cli, startCli, type CliProcess } from './cli-process.ts';
import { chunksOf, runCli, stderrOf, type CliRun } from './run-cli.ts';
import { eventually } from '../support/eventually.ts';
import { rainMonitor } from '../support/rain.ts';
import type { Explanation, MonitorView } from '../../src/core/wire/answers.ts';
import type { ModelCard, VersionCard } from '../../src/core/wire/model-card.ts';

const id = Math.random().toString(36).slice(2, 10);
const model = `cli:versions-${id}`;
const taskQueue = `versions-${id}`;
let folder = '';
let file = '';
let worker: CliProcess;
let env: NodeJS.ProcessEnv = {};

const run = (...args: string[]): Promise<CliRun> => runCli(args, { env: { ...process.env, ...env }, input: '' });

async function json<T>(...args: string[]): Promise<T> {
  const done = await run(...args, '--json');
  expect({ code: done.code, stderr: stderrOf(done) }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(done.stdout) as T;
}

async function startWorker(home = 'home'): Promise<void> {
  const bundle = ['--bundle', inject('bundlePath')];
  worker = startCli(['worker', '--home', join(folder, home), '--task-queue', taskQueue, '--json', ...bundle], env);
  await worker.printed(/"ready"/);
}

/** Ends it in order, as Ctrl-C does: it tells the server that it stops. */
async function stopWorker(): Promise<void> {
  worker.child.kill('SIGTERM');
  await worker.ended;
}

/** A task that reached the old worker as it ended is given to the new one within a minute. */
async function startAnotherWorker(home?: string): Promise<void> {
  await startWorker(home);
  await eventually(
    () => run('monitor', 'show', model),
    ({ code }) => code === 0,
    180_000
  );
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'temporal-retrain-versions-'));
  env = { TEMPORAL_ADDRESS: inject('address'), TEMPORAL_NAMESPACE: inject('namespace'), USER: 'ada' };
  file = join(folder, 'rain.json');
  const { retrain, ...monitor } = rainMonitor(model, { cooldown: '1s' });
  await writeFile(file, JSON.stringify({ ...monitor, retrain: { ...retrain, promotion: 'challenger' } }));
  await startWorker();
  await json('monitor', 'start', file, '--task-queue', taskQueue);
});

afterAll(async () => {
  worker.child.kill('SIGKILL');
  await worker.ended;
  await rm(folder, { recursive: true, force: true });
});

// One story, told in order: each step builds on the one before.
describe('versions from the command line', () => {
  it('says that there is none yet, and has no way back', async () => {
    const { stdout } = await run('monitor', 'versions', model);
    expect(stdout).toContain(`No version of ${model} is in the registry \`sqlite /`);
    expect(await run('monitor', 'champion', model)).toMatchObject({ code: 3, stdout: '' });
    const back = await run('monitor', 'rollback', model);
    expect(back).toMatchObject({ code: 4, stdout: '' });
    expect(back.stderr).toContain('there is none to go back to');
    const unknown = await run('monitor', 'adopt', model, '9.9.9');
    expect(unknown).toMatchObject({ code: 3, stdout: '' });
    expect(unknown.stderr).toContain('there is none');
  });

  it.each(['versions', 'champion', 'history'])('%s says of a model that nobody knows which was meant', async (name) => {
    const unknown = `${model}x`;
    const told = `has no version of \`${unknown}\`. No monitor of \`${unknown}\` is running; did you mean \`${model}\`?`;
    // A server lists a monitor that has just been started a moment later.
    const { code, stdout, stderr } = await eventually(
      () => run('monitor', name, unknown, '--task-queue', taskQueue),
      (one) => one.stderr.includes('did you mean')
    );
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toContain(told);
  });

  it('tells how far a retrain is while it waits for it, and approves with open eyes', async () => {
    const first = await run('monitor', 'retrain', model, '--full', '--wait', '--comment', 'first');
    expect(first).toMatchObject({ code: 0 });
    expect(first.stdout).toContain('made version 1.0.0, which waits for approval');
    expect(first.stderr).toMatch(/^retrain 1 \(full\)/m);
    const shown = (await run('monitor', 'show', model)).stdout;
    expect(shown).toContain('CHALLENGER 1.0.0');
    expect(shown).toMatch(/accuracy\s+-\s+0\.\d{4}/);
    expect(shown).toContain('passed  ');
    const other = await run('monitor', 'approve', model, '9.0.0');
    expect(other).toMatchObject({ code: 4, stdout: '' });
    expect(other.stderr).toContain('9.0.0');
    const tried = await run('monitor', 'approve', model, '9.0.0', '--dry-run');
    expect(tried).toMatchObject({ code: 4, stdout: expect.stringContaining('9.0.0 does not wait: 1.0.0') as string });
    expect(await run('monitor', 'approve', model, '1.0.0', '--dry-run')).toMatchObject({ code: 0 });
    const approved = await run('monitor', 'approve', model, '1.0.0');
    expect(approved.stdout).toContain(`Approved: 1.0.0 is the champion of ${model}.`);
  });

  it('says what a retrain and an adoption would do, and does nothing', async () => {
    const before = await run('monitor', 'explain', model);
    const retrain = await run('monitor', 'retrain', model, '--full', '--dry-run');
    expect(retrain).toMatchObject({ code: 0, stdout: 'Retrain 2 (full) starts at once.\n' });
    const adopt = await run('monitor', 'adopt', model, '1.0.0', '--dry-run');
    expect(adopt).toMatchObject({ code: 0, stdout: expect.stringContaining('1.0.0 stays the champion') as string });
    const unknown = await run('monitor', 'adopt', model, '9.0.0', '--dry-run');
    expect(unknown).toMatchObject({ code: 3, stderr: expect.stringContaining('there are 1.0.0') as string });
    expect(await run('monitor', 'explain', model)).toEqual(before);
  });

  it('has nothing to go back to from the first version, and says so at once', async () => {
    const back = await run('monitor', 'rollback', model);
    expect(back).toMatchObject({ code: 4, stdout: '' });
    expect(back.stderr).toContain('has no previous champion to roll back to');
    const tried = await run('monitor', 'rollback', model, '--dry-run');
    expect(tried.code).toBe(4);
    expect(back.stderr).toContain(tried.stdout.trim().replace(/\.$/, ''));
    // The registry has answered: nothing is wrong with it.
    expect((await json<Explanation>('monitor', 'explain', model)).registry).toBeUndefined();
  });

  it('keeps what the challenger has shown over a stop and a start', async () => {
    expect((await run('monitor', 'retrain', model, '--full', '--wait')).code).toBe(0);
    expect((await run('monitor', 'stop', model)).code).toBe(0);
    await eventually(
      () => run('monitor', 'start', file, '--task-queue', taskQueue, '--json'),
      ({ stdout }) => (JSON.parse(stdout) as { started: boolean }).started
    );
    const { challenger } = await eventually(
      () => json<Explanation>('monitor', 'explain', model),
      (explanation) => explanation.challenger !== undefined
    );
    expect(challenger).toMatchObject({ version: '2.0.0', against: '1.0.0' });
    expect(challenger?.report?.gate.length).toBeGreaterThan(0);
    expect((await run('monitor', 'explain', model)).stdout).toContain('Waits: version 2.0.0');
  });

  it('lists versions, one in full, who served when, and what serves', async () => {
    expect((await run('monitor', 'approve', model, '--comment', 'checked')).code).toBe(0);
    const listed = (await run('monitor', 'versions', model)).stdout;
    expect(listed).toMatch(/^2\.0\.0\s+champion/m);
    expect(listed).toMatch(/^1\.0\.0\s+previous/m);
    const one = await run('monitor', 'versions', model, '2.0.0');
    expect(one.stdout).toMatch(/Gate: passed/);
    expect(one.stdout).toContain('sha256');
    expect((await run('monitor', 'versions', model, '7.0.0')).code).toBe(3);
    const { reigns } = await json<ModelCard>('monitor', 'history', model);
    expect(reigns).toMatchObject([
      { version: '2.0.0', actor: 'ada', reason: 'checked', until: null },
      { version: '1.0.0', actor: 'ada' },
    ]);
    expect((await run('monitor', 'history', model)).stdout).toMatch(/^2\.0\.0 .*still +ada +checked$/m);
    const champion = await json<VersionCard>('monitor', 'champion', model);
    const uri = (await run('monitor', 'champion', model, '--uri')).stdout;
    expect(uri).toBe(`${champion.artifact.uri}\n`);
  });

  it('warns of a kill switch that holds nobody, and of a retrain that it refuses', async () => {
    const typo = await run('kill-switch', 'on', '--model', `${model}x`);
    expect(typo).toMatchObject({ code: 0 });
    expect(typo.stderr).toContain('warning: no running monitor is held by the kill switch for model');
    const off = await run('kill-switch', 'off', '--model', `${model}x`);
    expect(off).toMatchObject({ code: 0, stdout: expect.stringContaining('is off.') as string });
    expect(off.stderr).toContain('warning: nothing changes for any monitor that runs now, as none is of model');
    expect(await run('kill-switch', 'on', '--model', model)).toMatchObject({ code: 0, stderr: '' });
    await eventually(
      () => json<MonitorView>('monitor', 'show', model),
      ({ killSwitch }) => killSwitch !== null
    );
    const refused = await run('monitor', 'retrain', model);
    expect(refused).toMatchObject({ code: 4, stdout: '' });
    expect(refused.stderr).toContain('turn it off first, or ask with `--respect-holds`');
  });

  it('says what stays asked for when it is interrupted, and withdraws it', async () => {
    const waiting = startCli(['monitor', 'retrain', model, '--respect-holds', '--wait'], env);
    await eventually(
      () => Promise.resolve(waiting.output.stderr),
      (text) => text.includes('still waiting')
    );
    waiting.child.kill('SIGINT');
    const { code, stdout, stderr } = await waiting.ended;
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
    expect(stderr).toContain(`\`temporal-retrain monitor cancel ${model}\` withdraws it`);
    expect((await json<MonitorView>('monitor', 'show', model)).triggers).toHaveLength(1);
    const another = 'Retrain 99 is not under way: none is; look again';
    for (const dry of [[], ['--dry-run']]) {
      const { code, stdout, stderr } = await run('monitor', 'cancel', model, '99', ...dry);
      expect({ code, said: stdout + stderr }).toEqual({ code: 4, said: expect.stringContaining(another) as string });
    }
    expect(await run('monitor', 'cancel', model, 'x')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Expected `generation` to be a whole number from 0') as string,
    });
    expect((await run('monitor', 'cancel', model)).stdout).toContain('Withdrew what was asked for.');
    expect((await json<MonitorView>('monitor', 'show', model)).triggers).toEqual([]);
    expect((await run('monitor', 'cancel', model)).code).toBe(4);
    expect((await run('kill-switch', 'off', '--model', model)).code).toBe(0);
  });

  it('asks on a terminal before it stops a monitor, and takes only yes for a yes', async () => {
    const stderr: string[] = [];
    const code = await main(['monitor', 'stop', model], {
      env: { ...process.env, ...env },
      stdin: Object.assign(chunksOf('no\n'), { isTTY: true }),
      stdout: { write: () => true },
      stderr: { write: (text: string) => stderr.push(text), isTTY: true },
      signal: new AbortController().signal,
    });
    expect(code).toBe(1);
    expect(stderr.join('')).toMatch(/for good\?.*\[y\/N\] Nothing was done\./s);
    expect((await json<MonitorView>('monitor', 'show', model)).phase).toBe('active');
  });

  it('without a worker ends with 6 and the command that starts one, and nothing is done later', async () => {
    await stopWorker();
    for (const name of ['show', 'explain', 'versions', 'retrain', 'pause', 'rollback', 'stop']) {
      const { code, stdout, stderr } = await run('monitor', name, model);
      expect({ name, code, stdout }).toEqual({ name, code: 6, stdout: '' });
      expect(stderr, name).toContain(`start one with \`temporal-retrain worker --task-queue ${taskQueue}\``);
    }
    const direct = join(folder, 'home', 'registry.db');
    const path = await cli(['monitor', 'champion', model, '--registry', `sqlite:${direct}`, '--path'], {});
    expect(path).toMatchObject({ code: 0, stderr: '' });
    expect(path.stdout).toContain(join(folder, 'home', 'artifacts'));
    const artifact = path.stdout.trim();
    await rename(artifact, `${artifact}.away`);
    const away = await cli(['monitor', 'champion', model, '--registry', `sqlite:${direct}`, '--path'], {});
    await rename(`${artifact}.away`, artifact);
    expect(away).toMatchObject({ code: 2, stdout: '' });
    expect(away.stderr.replaceAll(/\s+/g, ' ')).toContain('and it is not there');
    expect(await run('monitor', 'versions', model, '--registry', 'sqlite:/nowhere.db')).toMatchObject({ code: 2 });
    await startAnotherWorker();
    const view = await json<MonitorView>('monitor', 'show', model);
    expect(view).toMatchObject({ phase: 'active', champion: '2.0.0', inFlight: null, triggers: [] });
  });

  it('warns where the worker reads another registry than the one that the monitor knows', async () => {
    await stopWorker();
    await startAnotherWorker('another-home');
    for (const name of ['versions', 'history']) {
      const { code, stderr } = await run('monitor', name, model);
      expect(code).toBe(0);
      expect(stderr, name).toContain('it is not that of the monitor, whose champion is 2.0.0: start it with');
    }
    const champion = await run('monitor', 'champion', model);
    expect(champion.code).not.toBe(0);
    expect(champion.stderr).toContain('it is not that of the monitor, whose champion is 2.0.0: start it with');
    const adoption = await run('monitor', 'adopt', model, '1.0.0');
    expect(adoption.code).toBe(3);
    expect(adoption.stderr).toMatch(/there is none.*it is not that of the monitor/s);
  });
});
