import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { linearRegression } from 'simple-statistics';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/terms/json.ts';
import { createRng } from '../../../src/stats/rng.ts';
import { createInProcessTrainer } from '../../../src/trainers/in-process/in-process-trainer.ts';
import { loadModel } from '../../../src/trainers/in-process/model/load-model.ts';
import type { Trainer, TrainRequest, TrainResult } from '../../../src/trainers/trainer.ts';
import { fakeJob } from '../../fakes/job.ts';
import { makeRows, rowsOptions, writeRows } from '../../fakes/rows-file.ts';

let folder: string;
let trainer: Trainer;
let csv: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'training-'));
  trainer = createInProcessTrainer({ artifacts: join(folder, 'artifacts'), dataRoot: folder });
  csv = join(folder, 'rows.csv');
  await writeRows(csv, makeRows(400));
});
afterAll(async () => {
  await trainer.close?.();
  await rm(folder, { recursive: true, force: true });
});

let runs = 0;
const train = (changes: Partial<TrainRequest> = {}, job = fakeJob()): Promise<TrainResult> =>
  trainer.train(
    {
      model: 'shop:ranker',
      retrainId: `retrain/${(runs += 1)}`,
      attempt: 1,
      kind: 'full',
      base: null,
      hyperparameters: {},
      seed: 7,
      data: { to: null, holdoutSamples: 50 },
      options: rowsOptions(csv),
      ...changes,
    },
    job
  );

describe('a linear regression', () => {
  const rng = createRng(5);
  const points = Array.from({ length: 500 }, () => {
    const x = 100 + 10 * rng.normal();
    return [x, 1e6 - 2500 * x + 3000 * rng.normal()] as const;
  });
  const options = { data: { csv: 'line.csv', time: 't', timeUnit: 'ms', label: 'y' }, task: 'regression' };

  test('finds the line that the closed formula gives, whatever the units', async () => {
    await writeFile(join(folder, 'line.csv'), ['t,x,y', ...points.map(([x, y], at) => `${at},${x},${y}`)].join('\n'));
    const hyperparameters = { learningRate: 0.003, epochs: 150, batchSize: 50, l2: 0 };
    const { artifact, metrics } = await train({ options, hyperparameters, data: { to: null, holdoutSamples: 0 } });
    const { m, b } = linearRegression(points.slice(0, 400).map(([x, y]) => [x, y]));
    const model = loadModel(artifact.uri);
    const at = (x: number): number => model.estimate([x]);
    expect((at(110) - at(90)) / 20).toBeCloseTo(m, -2);
    expect(Math.abs(at(100) - (b + 100 * m))).toBeLessThan(300);
    expect(metrics['rmse']).toBeGreaterThan(2400);
    expect(metrics['rmse']).toBeLessThan(3600);
    expect(() => model.predict([1])).toThrow(/call `estimate`/);
  });

  test('that diverges fails for good and names its hyper-parameters', async () => {
    const hyperparameters = { learningRate: 1e6, optimizer: 'sgd', epochs: 100 };
    await expect(train({ options, hyperparameters })).rejects.toMatchObject({
      name: 'TrainingError',
      permanent: true,
      message: expect.stringMatching(/diverged in epoch \d+.*"learningRate":1000000.*"optimizer":"sgd"/),
    });
  });
});

test.for([
  ['full', 0.05],
  ['soft', 0.05],
] as const)('the %s weights are those of an unhurried fit, whatever the seed', async ([kind, learningRate]) => {
  const base = kind === 'soft' ? (await train({ data: { to: 6e6, holdoutSamples: 0 } })).artifact : null;
  const hyperparameters = { learningRate: learningRate / 50, epochs: 300, l2: 0.01 };
  const [one, two] = [
    await train({ kind, base, hyperparameters }),
    await train({ kind, base, hyperparameters, seed: 8 }),
  ];
  expect(two.artifact.sha256).not.toBe(one.artifact.sha256);
  const [a, b] = [loadModel(one.artifact.uri), loadModel(two.artifact.uri)];
  for (const features of [
    [0, 0],
    [1, -1],
    [-2, 3],
  ])
    expect(a.estimate(features)).toBeCloseTo(b.estimate(features), 1);
});

describe('rows of one class', () => {
  const lines = (labels: (0 | 1)[]): string =>
    ['time,a,b,label', ...labels.map((label, at) => `${at},${at % 7},${at % 5},${label}`)].join('\n');
  const options = rowsOptions('classes.csv');
  const mixed = Array.from({ length: 100 }, (_, at) => (at % 2) as 0 | 1);
  const write = (labels: (0 | 1)[]): Promise<void> => writeFile(join(folder, 'classes.csv'), lines(labels));

  test('to train on are refused, with what was found', async () => {
    await write([...mixed.map(() => 0 as const), ...mixed]);
    await expect(train({ options, data: { to: null, holdoutSamples: 100 } })).rejects.toMatchObject({
      permanent: true,
      message: expect.stringMatching(/none of the 80 training rows is positive \(`label` equal to `1`\)/),
    });
  });

  test.for([
    [0, /none of the 100 held-out rows is positive .*; hold out more/],
    [1, /all of the 100 held-out rows are positive .*; hold out more/],
  ] as const)('held out, all %d, are told before the training and at the evaluation', async ([label, message]) => {
    await write([...mixed, ...mixed]);
    const data = { to: null, holdoutSamples: 100 };
    const { artifact } = await train({ options, data });
    await write([...mixed, ...mixed.map(() => label)]);
    const refusal = { name: 'TrainingError', permanent: true, message: expect.stringMatching(message) };
    await expect(train({ options, data })).rejects.toMatchObject(refusal);
    const evaluation = { model: 'm:m', retrainId: 'r', artifact, data, options };
    await expect(trainer.evaluate(evaluation, fakeJob())).rejects.toMatchObject(refusal);
  });
});

test('a model is continued and evaluated when the same labels are written another way', async () => {
  const rows = makeRows(300);
  const write = (yes: string, no: string): Promise<void> =>
    writeFile(
      join(folder, 'named.csv'),
      ['time,a,b,label', ...rows.map(({ time, a, b, label }) => `${time},${a},${b},${label ? yes : no}`)].join('\n')
    );
  const options = rowsOptions('named.csv');
  const data = { to: null, holdoutSamples: 100 };
  await write('1', '0');
  const { artifact } = await train({ options, data });
  const evaluate = () => trainer.evaluate({ model: 'm:m', retrainId: 'r', artifact, data, options }, fakeJob());
  const { metrics } = await evaluate();
  await write('1.0', '0.0');
  expect((await evaluate()).metrics).toEqual(metrics);
  await write('yes', 'no');
  await expect(evaluate()).rejects.toMatchObject({
    permanent: true,
    message: expect.stringMatching(/positive: `yes`/),
  });
});

test.for([
  [{ learningRate: 0 }, /learningRate/],
  [{ learningRate: 'fast' }, /learningRate/],
  [{ batchSize: 1.5 }, /batchSize/],
  [{ epochs: 0, l2: -1 }, /epochs.*l2/],
  [{ momentum: 0.9 }, /momentum/],
] as [JsonObject, RegExp][])('hyper-parameters %j are refused for good', async ([hyperparameters, message]) => {
  await expect(train({ hyperparameters })).rejects.toMatchObject({
    permanent: true,
    message: expect.stringMatching(message),
  });
});

test('a soft retrain on other features than its base is refused for good', async () => {
  const { artifact: base } = await train();
  const options = { data: { ...rowsOptions(csv).data, features: ['b'] } };
  await expect(train({ kind: 'soft', base, options })).rejects.toMatchObject({
    permanent: true,
    message: expect.stringMatching(/retrain fully/),
  });
});

test('an evaluation cuts its metrics by slice', async () => {
  const rows = makeRows(300).map(
    ({ time, a, b, label }, at) => `${time},${a},${b},${label},${at % 2 ? 'north' : 'south'}`
  );
  await writeFile(join(folder, 'sliced.csv'), ['time,a,b,label,region', ...rows].join('\n'));
  const options = { data: { ...rowsOptions('sliced.csv').data, slice: 'region' } };
  const data = { to: null, holdoutSamples: 100 };
  const { artifact } = await train({ options, data });
  const result = await trainer.evaluate({ model: 'm:m', retrainId: 'r', artifact, data, options }, fakeJob());
  expect(Object.keys(result.slices ?? {}).toSorted()).toEqual(['north', 'south']);
  const mean = ['north', 'south'].reduce((sum, slice) => sum + (result.slices?.[slice]?.['logLoss'] ?? 0) / 2, 0);
  expect(mean).toBeCloseTo(result.metrics['logLoss'] as number, 10);
});

test('a changed file is read again, an unchanged one gives the same bytes', async () => {
  const before = await train();
  expect((await train()).artifact.sha256).toBe(before.artifact.sha256);
  await writeRows(csv, makeRows(400, 2));
  expect((await train()).artifact.sha256).not.toBe(before.artifact.sha256);
  await writeRows(csv, makeRows(400));
  expect((await train()).artifact.sha256).toBe(before.artifact.sha256);
});

describe('a checkpoint', () => {
  test.for([
    ['of nonsense', 'not json', /not JSON/],
    [
      'of another run',
      JSON.stringify({
        fingerprint: 'x',
        window: { from: 0, to: 0, samples: 0 },
        epoch: 1,
        step: 1,
        parameters: [],
        first: [],
        second: [],
      }),
      /another request/,
    ],
    ['of another kind', '{}', /not a checkpoint/],
  ] as const)('%s only costs the time to start from scratch', async ([, text, why]) => {
    await mkdir(join(folder, 'artifacts'), { recursive: true });
    const path = join(folder, 'artifacts', 'some-checkpoint.json');
    await writeFile(path, text);
    const job = fakeJob({ lastProgress: { fraction: 0.5, message: '', checkpoint: pathToFileURL(path).href } });
    const result = await train({}, job);
    expect(result.artifact.sha256).toBe((await train()).artifact.sha256);
    expect(job.logs.map(({ message }) => message).join()).toMatch(why);
  });

  test('outside of the artifact folder is not read', async () => {
    const path = join(folder, 'checkpoint.json');
    await writeFile(path, 'private');
    const job = fakeJob({ lastProgress: { fraction: 0.5, message: '', checkpoint: pathToFileURL(path).href } });
    await train({}, job);
    expect(job.logs[0]).toMatchObject({ fields: { error: expect.stringMatching(/Expected a file inside/) } });
    expect(await readFile(path, 'utf8')).toBe('private');
  });
});

test('an artifact that is no model of ours is an error for good', async () => {
  const { artifact } = await train();
  const path = fileURLToPath(artifact.uri);
  await writeFile(path, '{"format": "other"}');
  expect(() => loadModel(path)).toThrow(/Expected a model of the in-process trainer at .*format/);
  expect(() => loadModel(new Uint8Array([255]))).toThrow(/something that is not JSON/);
});
