import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { rainMonitor } from '../support/rain.ts';
import { runCli, type CliRun } from './run-cli.ts';
import { startCli, type CliProcess } from './cli-process.ts';
import type { Explanation, MonitorView } from '../../src/core/wire/answers.ts';

const id = Math.random().toString(36).slice(2, 10);
const model = `cli:two-${id}`;
const taskQueue = `two-${id}`;
let folder = '';
let worker: CliProcess;
let env: NodeJS.ProcessEnv = {};

const run = (...args: string[]): Promise<CliRun> => runCli(args, { env: { ...process.env, ...env }, input: '' });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'temporal-retrain-two-'));
  env = { TEMPORAL_ADDRESS: inject('address'), TEMPORAL_NAMESPACE: inject('namespace'), USER: 'ada' };
  const { retrain, ...monitor } = rainMonitor(model, { cooldown: '1s' });
  const file = join(folder, 'rain.json');
  await writeFile(file, JSON.stringify({ ...monitor, retrain: { ...retrain, promotion: 'challenger' } }));
  const bundle = ['--bundle', inject('bundlePath')];
  worker = startCli(['worker', '--home', join(folder, 'home'), '--task-queue', taskQueue, '--json', ...bundle], env);
  await worker.printed(/"ready"/);
  expect((await run('monitor', 'start', file, '--task-queue', taskQueue)).code).toBe(0);
  // Until the registry has answered, both would wait for the same one.
  await eventually(
    () => run('monitor', 'show', model, '--json'),
    ({ stdout }) => stdout.includes('"holds": []')
  );
});

afterAll(async () => {
  worker.child.kill('SIGKILL');
  await worker.ended;
  await rm(folder, { recursive: true, force: true });
});

describe('two people who ask for a retrain at once', () => {
  it('are each told of the one that their own request has led to', async () => {
    const ask = (actor: string): Promise<CliRun> =>
      run('monitor', 'retrain', model, '--full', '--wait', '--actor', actor);
    const [anna, ben] = await Promise.all([ask('anna'), ask('ben')]);
    const told = [anna, ben].map(({ stdout }) => /Retrain (\d) \(\w+\) made version (\d)\.0\.0/.exec(stdout)?.slice(1));
    expect(new Set(told.map((parts) => parts?.join('/')))).toEqual(new Set(['1/1', '2/2']));
    const first = told[0]?.[0] === '1' ? { by: anna, other: 'ben' } : { by: ben, other: 'anna' };
    expect(first.by.code).toBe(0);
    expect(first.by.stdout).toMatch(
      // The last: where it had ended before the other one had asked.
      new RegExp(
        `until 2\\.0\\.0 took its place|^Retrain 2 follows: asked for by ${first.other}; |which waits for approval`,
        'm'
      )
    );
  });

  it('see what became of the version that the other one replaced', async () => {
    expect((await run('monitor', 'versions', model)).stdout).toMatch(/^1\.0\.0 +superseded /m);
    expect((await run('monitor', 'versions', model, '1.0.0')).stdout).toMatch(/ 1\.0\.0 · superseded$/m);
    const { decisions } = JSON.parse((await run('monitor', 'explain', model, '--json')).stdout) as Explanation;
    expect(decisions.map(({ note }) => note)).toContain(
      'version 1.0.0 no longer waits for approval: version 2.0.0 takes its place'
    );
    const late = await run('monitor', 'approve', model, '1.0.0');
    expect(late).toMatchObject({ code: 4, stdout: '' });
    expect(late.stderr).toContain(
      `2.0.0 does; look at that one first; \`temporal-retrain monitor adopt ${model} 1.0.0\``
    );
    const dry = await run('monitor', 'approve', model, '1.0.0', '--dry-run');
    expect(dry.stdout).toContain(`\`temporal-retrain monitor adopt ${model} 1.0.0\` makes 1.0.0 the champion`);
  });

  it('are told before it is too late that a version waits, whose place another one may take', async () => {
    const asked = await run('monitor', 'retrain', model);
    expect(asked.stdout).toContain('2.0.0 waits for approval: a version that passes its gate takes its place.');
    await eventually(
      () => run('monitor', 'show', model, '--json'),
      ({ stdout }) => stdout.includes('"inFlight": null')
    );
  });

  it('are told so as JSON, with the retrain of their own as the last one', async () => {
    const ask = async (actor: string): Promise<MonitorView> =>
      JSON.parse((await run('monitor', 'retrain', model, '--wait', '--json', '--actor', actor)).stdout) as MonitorView;
    const both = await Promise.all([ask('anna'), ask('ben')]);
    expect(new Set(both.map(({ lastRetrain }) => lastRetrain?.generation))).toEqual(new Set([4, 5]));
  });
});
