import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Artifact } from '../../../src/core/state/lineage.ts';
import { createInProcessTrainer } from '../../../src/trainers/in-process/in-process-trainer.ts';
import { loadModel } from '../../../src/trainers/in-process/model/load-model.ts';
import { parseInProcessOptions } from '../../../src/trainers/in-process/options.ts';
import { readTable, tableRows, type Table } from '../../../src/trainers/in-process/data/table.ts';
import type { Trainer } from '../../../src/trainers/trainer.ts';
import { fakeJob } from '../../fakes/job.ts';

// The story of examples/data/README.md: 50 years of real weather, one model that stays as it is and one that is retrained.

const csv = 'examples/data/noaa-rain.csv';
const options = { data: { csv, time: 'day', timeUnit: 'day', label: 'rain' } };
const hyperparameters = { learningRate: 0.05, epochs: 50 };
const starts = [1500, 5000, 10_000, 13_000, 15_000, 17_500];
const block = 500;

let folder: string;
let trainer: Trainer;
let table: Table;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rain-'));
  trainer = createInProcessTrainer({ artifacts: folder });
  table = await readTable(csv, parseInProcessOptions(options));
});
afterAll(async () => {
  await trainer.close?.();
  await rm(folder, { recursive: true, force: true });
});

const dayOf = (day: number): number => Date.UTC(1949, 0, 1 + day);

async function train(lastDay: number, days: number, base: Artifact | null = null): Promise<Artifact> {
  const request = {
    model: 'weather:rain',
    retrainId: `${base ? 'soft' : 'full'}-${lastDay}-${days}`,
    attempt: 1,
    kind: base ? ('soft' as const) : ('full' as const),
    base,
    hyperparameters,
    seed: 1,
    data: { to: dayOf(lastDay), lastSamples: days, holdoutSamples: 0 },
    options,
  };
  return (await trainer.train(request, fakeJob())).artifact;
}

async function accuracies(artifactBefore: (start: number) => Promise<Artifact>): Promise<number[]> {
  const values: number[] = [];
  for (const start of starts) {
    const data = { to: dayOf(start + block - 1), holdoutSamples: block };
    const request = { model: 'weather:rain', retrainId: 'score', artifact: await artifactBefore(start), data, options };
    values.push((await trainer.evaluate(request, fakeJob())).metrics['accuracy'] ?? Number.NaN);
  }
  return values;
}

test('a model that is never retrained falls from 4 right answers in 5 to 2 in 5, a retrained one keeps its skill', async () => {
  const first = await train(999, 1000);
  const kept = await accuracies(async () => first);
  const retrained = await accuracies((start) => train(start - 1, 1500));
  const rounded = (values: number[]): number[] => values.map((value) => Math.round(value * 100) / 100);
  expect(rounded(kept)).toEqual([0.79, 0.78, 0.79, 0.62, 0.63, 0.38]);
  expect(rounded(retrained)).toEqual([0.78, 0.78, 0.82, 0.69, 0.77, 0.77]);

  const rows = starts.map(
    (start, at) => `| ${start} to ${start + block - 1} | ${kept[at]?.toFixed(2)} | ${retrained[at]?.toFixed(2)} |`
  );
  const readme = await readFile('examples/data/README.md', 'utf8');
  for (const row of rows) expect(readme).toContain(row);
});

test('a soft retrain of the old model on recent days wins most of it back', { tags: ['m23.7'] }, async () => {
  const old = await train(999, 1000);
  const soft = await accuracies((start) => train(start - 1, 1500, old));
  const kept = await accuracies(async () => old);
  expect(soft.at(-1)).toBeGreaterThan((kept.at(-1) as number) + 0.3);
});

test('a served artifact gives the answers that the evaluation scored', async () => {
  const artifact = await train(999, 1000);
  const model = loadModel(artifact.uri);
  const rows = [...tableRows(table)].slice(1500, 2000);
  const right = rows.filter(({ features, label }) => model.predict(features).label === label).length;
  const [expected] = await accuracies(async () => artifact);
  expect(right / rows.length).toBe(expected);
});

test('the file holds 18,159 days in a row, 5,698 of them with rain', () => {
  expect([table.size, table.features.length, table.labels.reduce((sum, label) => sum + label, 0)]).toEqual([
    18_159, 8, 5698,
  ]);
  expect([table.times[0], table.times.at(-1)]).toEqual([dayOf(0), dayOf(18_158)]);
});
