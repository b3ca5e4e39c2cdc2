import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startCli } from '../cli-process.ts';
import { readCsvHead } from '../../../src/cli/init/csv-head.ts';
import { runCli, type CliRun } from '../run-cli.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'temporal-retrain-init-task-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Rows of a day each, whose label is one of those after the other. */
async function init(labels: readonly (string | number)[], ...flags: string[]): Promise<CliRun> {
  const rows = Array.from({ length: 300 }, (_, at) => {
    const day = new Date(Date.UTC(2026, 0, 1 + at)).toISOString();
    return `${day},${at % 7},${labels[at % labels.length]}\n`;
  });
  await writeFile(join(folder, 'rows.csv'), `at,x,target\n${rows.join('')}`);
  return await runCli(['init', folder, '--kind', 'csv', '--model', 'shop:price', '--yes', ...flags]);
}

it.each(['null', 'true', 'p99'])('a metric that is called %s is written as it is called', async (metric) => {
  const flags = ['--kind', 'demo', '--model', 'shop:price', '--metric', metric, '--direction', 'higher-is-better'];
  expect(await runCli(['init', folder, ...flags, '--limit', '0.5', '--yes'])).toMatchObject({ code: 0 });
  expect(Object.keys((await written()).metrics)).toEqual([metric]);
  expect(await runCli(['validate', join(folder, 'price.monitor.yaml')])).toMatchObject({ code: 0 });
});

it('the row that is cut off where the reading ends is none', async () => {
  const path = join(folder, 'long.csv');
  // 64 KiB end within a label: `1` of `12`.
  await writeFile(path, `days,to\n${'1,12\n'.repeat(20_000)}`);
  const { rows } = await readCsvHead(path, path);
  expect(rows).toHaveLength(Math.floor((65_536 - 8) / 5));
  expect(new Set(rows.map(([, label]) => label))).toEqual(new Set(['12']));
});

interface Written {
  metrics: Record<string, unknown>;
  retrain: { trainer: { options: Record<string, unknown> }; tuning: Record<string, unknown> };
}
const written = async (): Promise<Written> =>
  parse(await readFile(join(folder, 'price.monitor.yaml'), 'utf8')) as Written;

const prices = Array.from({ length: 150 }, (_, at) => 20 + at * 0.37);
const counts = Array.from({ length: 40 }, (_, at) => at);
const [kinds, outcomes] = [
  ['bronze', 'silver', 'gold'],
  ['stayed', 'left'],
];

describe('what init learns of a CSV', () => {
  it.each([
    ['the metric is one of numbers', [0, 1], ['--metric', 'mae'], 'mae', 'mae'],
    ['the metric is one of numbers that the trainer does not measure', prices, ['--metric', 'mape'], 'mape', 'rmse'],
    ['labels are numbers of any size', prices, [], 'rmse', 'rmse'],
    ['labels are many counts', counts, ['--metric', 'latencyMs'], 'latencyMs', 'rmse'],
    ['--task says so', [0, 1], ['--task', 'regression', '--metric', 'latencyMs'], 'latencyMs', 'rmse'],
  ])('is a regression where %s', async (_, labels, flags, metric, compared) => {
    const { code, stdout, stderr } = await init(labels, ...flags);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { metrics, retrain } = await written();
    expect(Object.keys(metrics)).toEqual([metric]);
    expect(retrain.trainer.options).toMatchObject({ task: 'regression', data: { label: 'target' } });
    expect(retrain.tuning).toMatchObject({ metric: compared, goal: 'minimize' });
    expect(stdout).toMatch(/^ {2}task {6}regression \(--task takes another\)$/m);
    const validated = await startCli(['validate', 'price.monitor.yaml'], {}, folder).ended;
    expect(validated).toMatchObject({ code: 0, stderr: '' });
  });

  it.each([
    ['two classes', [0, 1], [], undefined],
    ['two classes, whatever numbers they are', [1.5, 2.5], ['--positive', '2.5'], '2.5'],
    ['two words', outcomes, ['--positive', 'left'], 'left'],
    ['one of three against the others', kinds, ['--positive', 'gold'], 'gold'],
    ['numbers, where --task says so', counts, ['--task', 'classification', '--positive', '7'], '7'],
  ])('are two classes: %s', async (_, labels, flags, positive) => {
    const { code, stdout, stderr } = await init(labels, ...flags);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { options } = (await written()).retrain.trainer;
    expect(options['task'] ?? 'classification').toBe('classification');
    expect(options['positive']).toBe(positive);
    expect(stdout).not.toContain('regression');
  });

  it.each([
    ['three classes', kinds, [], 'found 3 different labels: `bronze`, `silver`, `gold`'],
    ['two words', outcomes, [], 'found 2 different labels: `stayed`, `left`'],
    ['numbers, where the metric is of classes', prices, ['--metric', 'f1'], 'found 150 different numbers; '],
    [
      'words, where the metric is of numbers',
      kinds,
      ['--metric', 'rmse'],
      'Expected a finite number in column `target`',
    ],
  ])('refuses %s with the flags and the kinds that help', async (_, labels, flags, found) => {
    const { code, stderr } = await init(labels, ...flags);
    expect(code).toBe(2);
    expect(stderr).toContain(found);
    expect(stderr).not.toContain('not shown');
    for (const flag of ['--label', '--task', '--kind command', 'python']) expect(stderr).toContain(flag);
    if (!flags.includes('rmse')) expect(stderr).toContain('--positive');
    expect(await readdir(folder)).toEqual(['rows.csv']);
  });

  it('says of an empty cell what to do, and which kinds can', async () => {
    await writeFile(join(folder, 'gaps.csv'), 'at,x1,x2,y\n2026-01-01,1,,1\n2026-01-02,1,3,0\n');
    const { code, stderr } = await runCli(['init', folder, '--kind', 'csv', '--csv', 'gaps.csv', '--yes']);
    expect(code).toBe(2);
    expect(stderr).toContain('in column `x2`, got an empty cell; fill it, or leave out its row or the column');
    for (const flag of ['--features', '--kind command', 'python']) expect(stderr).toContain(flag);
  });

  it('refuses a task that is none', async () => {
    const { code, stderr } = await init([0, 1], '--task', 'regresion');
    expect(code).toBe(2);
    expect(stderr).toContain('Expected --task to be classification or regression, got `regresion`');
  });
});
