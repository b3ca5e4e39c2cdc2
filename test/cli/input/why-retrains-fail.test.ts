import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createInProcessTrainer } from '../../../src/trainers/in-process/in-process-trainer.ts';
import { parseMonitor } from '../../../src/config/parse-monitor.ts';
import { runCli, type CliRun } from '../run-cli.ts';
import { whyRetrainsFail } from '../../../src/cli/input/why-retrains-fail.ts';
import type { MonitorFile } from '../../../src/config/schema/monitor-schema.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'temporal-retrain-rows-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const row = (at: string, label: number): string => `${at},1,${label}\n`;
const both = row('2026-03-02', 0) + row('2026-03-02', 1);

async function why(rows: string, retrain: MonitorFile['retrain'] = {}): ReturnType<typeof whyRetrainsFail> {
  await writeFile(join(folder, 'rows.csv'), rows);
  const options = { data: { csv: 'rows.csv', time: 'at', label: 'clicked' } };
  const monitor = parseMonitor({
    model: 'shop:ranker',
    retrain: { trainer: { options }, data: { holdoutSamples: 30 }, ...retrain },
  });
  return whyRetrainsFail(monitor, folder);
}

describe('why every retrain would fail', () => {
  it('is nothing of rows that the trainer can train on', async () => {
    expect(await why(`at,age,clicked\n${both.repeat(25)}`)).toBeUndefined();
  });

  it.each([
    ['too few', `at,age,clicked\n${both.repeat(24)}`, 'found 18 of the 48'],
    ['of one class', `at,age,clicked\n${row('2026-03-02', 1).repeat(60)}`, 'all of the 24 training rows are positive'],
    ['one class held out', `at,age,clicked\n${both.repeat(20)}${row('2026-03-02', 0).repeat(40)}`, 'held-out rows'],
    ['without their label', `at,age,bought\n${both}`, 'Expected `data.label` to name a column'],
    ['with a text for a number', 'at,age,clicked\n2026-03-02,DE,1\n', 'a finite number in column `age`'],
    ['with a time that is none', `at,age,clicked\n${row('soon', 1)}`, 'an ISO 8601 date or time'],
    ['none', '', 'the file is empty'],
  ])('is that the rows are %s, in the words of the trainer', async (_, rows, words) => {
    const found = await why(rows);
    expect(found?.isOfFile).toBe(false);
    expect(found?.text).toContain(
      `Every retrain fails with the rows of \`rows.csv\` below \`${folder}\` as they are: `
    );
    expect(found?.text).toContain(words);
  });

  it('is a search for what the trainer does not know, or by what it does not measure', async () => {
    const rows = `at,age,clicked\n${both.repeat(25)}`;
    const options = { data: { csv: 'rows.csv', time: 'at', label: 'clicked' } };
    const rate = { type: 'float', low: 0.001, high: 0.1 } as const;
    const searched = (tuning: object): ReturnType<typeof whyRetrainsFail> =>
      why(rows, { trainer: { options }, data: { holdoutSamples: 30 }, tuning });
    expect(await searched({ space: { learning_rate: rate } })).toEqual({
      isOfFile: true,
      text: expect.stringMatching(
        /^Every retrain would fail: Expected the hyper-parameters .*`learning_rate`/
      ) as string,
    });
    expect(await searched({ space: { learningRate: rate }, metric: 'f11', goal: 'maximize' })).toEqual({
      isOfFile: true,
      text: 'Every retrain would fail: Expected `retrain.tuning.metric` to be one that the in-process trainer measures in a classification: accuracy, precision, recall, f1, logLoss, got `f11`',
    });
    expect(await searched({ space: { learningRate: rate }, metric: 'f1' })).toBeUndefined();
    expect(await searched({ metric: 'f11', goal: 'maximize' })).toBeUndefined();
  });

  it('is said of too few rows with the very text with which a training fails', async () => {
    const found = await why(`at,age,clicked\n${both}`);
    const trainer = createInProcessTrainer({ artifacts: join(folder, 'models'), dataRoot: folder });
    const request = {
      model: 'shop:ranker',
      retrainId: 'r',
      attempt: 1,
      kind: 'full' as const,
      base: null,
      hyperparameters: {},
      seed: 0,
      data: { to: null, holdoutSamples: 30 },
      options: { data: { csv: 'rows.csv', time: 'at', label: 'clicked' } },
    };
    const context = { signal: new AbortController().signal, heartbeat: () => undefined, log: () => undefined };
    const error = (await trainer.train(request, context).catch((reason: unknown) => reason)) as Error;
    await trainer.close?.();
    expect(error.message).toContain('training rows');
    expect(found?.text.endsWith(`as they are: ${error.message}`)).toBe(true);
  });

  it('is said of the file alone where the trainer takes no such options, wherever the rows are', async () => {
    const data = { csv: 'rows.csv', time: 'at' };
    const options = await why('', { trainer: { options: { data } } });
    expect(options).toEqual({ isOfFile: true, text: expect.stringContaining('`data.label`') as string });
    const hyperparameters = await why('', { hyperparameters: { lr: 0.1 } });
    expect(hyperparameters).toEqual({ isOfFile: true, text: expect.stringContaining('`lr`') as string });
  });

  it('is not what a search would replace, nor what another trainer or a worker elsewhere reads', async () => {
    const space = { epochs: { type: 'int', low: 1, high: 9 } };
    const tuning = { tuner: 'random', trials: 2, space };
    const well = `at,age,clicked\n${both.repeat(25)}`;
    expect(await why(well, { hyperparameters: { epochs: 0 }, tuning })).toBeUndefined();
    expect(await why('', { trainer: { name: 'ours' } })).toBeUndefined();
    expect(await why('', { trainer: { taskQueue: 'gpu', options: { data: {} } } })).toBeUndefined();
  });
});

describe('validate', () => {
  const validate = async (csv: string, columns: string): Promise<CliRun> => {
    const path = join(folder, 'rows.yaml');
    const data = `{ csv: ${csv}, ${columns} }`;
    await writeFile(path, `model: shop:ranker\nretrain: { trainer: { options: { data: ${data} } } }\n`);
    return runCli(['validate', path]);
  };

  it('says that rows are missing, or no good, before a worker finds that out', async () => {
    const { code, stderr } = await validate('no-such-rows.csv', 'time: at, label: y');
    expect(code).toBe(0);
    expect(stderr).toContain('No rows at `no-such-rows.csv` below this folder');
    expect((await validate('noaa-rain.csv', 'time: day, timeUnit: day, label: rain')).stderr).toBe('');
    const bad = await validate('noaa-rain.csv', 'time: day, timeUnit: day, label: sun');
    expect(bad.code).toBe(0);
    expect(bad.stderr.replaceAll(/\s+/g, ' ')).toContain('Expected `data.label` to name a column');
  });

  it('exits with 2 where the file alone tells that every retrain would fail', async () => {
    const { code, stderr } = await validate('noaa-rain.csv', 'time: day, timeUnit: day');
    expect(code).toBe(2);
    expect(stderr).toContain('Every retrain would fail: Expected the options of the in-process trainer to be valid');
  });
});
