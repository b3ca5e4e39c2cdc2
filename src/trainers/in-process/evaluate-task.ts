import { createHash } from 'node:crypto';
import type { DataWindow } from '../../core/state/lineage.ts';
import { TrainingError } from '../../terms/errors.ts';
import type { EvaluateResult } from '../trainer.ts';
import { applyModel } from './model/linear-model.ts';
import type { EvaluateTask } from './protocol.ts';
import { foundNames } from './data/csv.ts';
import { plainLabel } from './data/class-labels.ts';
import { requireHeldOutClasses } from './data/both-classes.ts';
import { score } from './model/score.ts';
import { splitRows, windowOf, type Rows } from './data/split-rows.ts';
import type { Table } from './data/table.ts';

/** Scores a model on the held-out rows of the selection, oldest first. */
export function evaluateTask(task: EvaluateTask, table: Table): EvaluateResult {
  const { holdout: rows } = splitRows(table.times, task.data);
  const holdout = windowOf(table.times, rows);
  requireRows(task, table, holdout);
  requireFeatures(task, table);
  requireHeldOutClasses(table, rows, task.options.data.label);
  const { estimates, latencyMsP95 } = estimate(task, table, rows);
  const labels = table.labels.subarray(rows.from, rows.to);
  const slices = table.slices && bySlice(task, table.slices.slice(rows.from, rows.to), estimates, labels);
  return {
    ...score(task.model.task, estimates, labels),
    ...(slices ? { slices } : {}),
    samples: holdout.samples,
    holdout: { ...holdout, digest: digestOf(table, rows) },
    latencyMsP95,
  };
}

// --- internal ---

/** More values are ids, not slices; the result is part of an event history. */
const maximumSlices = 100;

/** Each row is timed on its own, from its raw inputs, as a service would answer it. */
function estimate(
  { model }: EvaluateTask,
  table: Table,
  rows: Rows
): { estimates: Float64Array; latencyMsP95: number } {
  const width = table.features.length;
  const estimates = new Float64Array(rows.to - rows.from);
  const latencies = new Float64Array(estimates.length);
  for (let row = 0; row < estimates.length; row++) {
    const startedAt = performance.now();
    estimates[row] = applyModel(model, table.inputs, (rows.from + row) * width);
    latencies[row] = performance.now() - startedAt;
  }
  latencies.sort();
  return { estimates, latencyMsP95: latencies[Math.ceil(0.95 * latencies.length) - 1] as number };
}

/** Digest of times, inputs and labels, to notice a file that changed between two evaluations. */
function digestOf(table: Table, { from, to }: Rows): string {
  const width = table.features.length;
  const columns = [
    table.times.subarray(from, to),
    table.labels.subarray(from, to),
    table.inputs.subarray(from * width, to * width),
  ];
  const hash = createHash('sha256');
  for (const column of columns) hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
  return hash.digest('hex').slice(0, 16);
}

function bySlice(
  { model, options }: EvaluateTask,
  slices: string[],
  estimates: Float64Array,
  labels: Float64Array
): Record<string, Record<string, number>> {
  const rowsOf = new Map<string, number[]>();
  slices.forEach((slice, row) => {
    const rows = rowsOf.get(slice);
    if (rows) rows.push(row);
    else rowsOf.set(slice, [row]);
  });
  if (rowsOf.size > maximumSlices)
    throw new TrainingError(
      `Expected at most ${maximumSlices} slices in column \`${options.data.slice}\`, found ${rowsOf.size}; choose a coarser column`,
      { permanent: true }
    );
  const pick = (values: Float64Array, rows: number[]): Float64Array =>
    Float64Array.from(rows, (row) => values[row] as number);
  return Object.fromEntries(
    [...rowsOf].map(([slice, rows]) => [slice, score(model.task, pick(estimates, rows), pick(labels, rows)).metrics])
  );
}

function requireRows({ csv, data }: EvaluateTask, table: Table, holdout: DataWindow): void {
  if (holdout.samples > 0) return;
  throw new TrainingError(
    `Expected held-out rows to evaluate on, found none of the ${data.holdoutSamples} asked for in the ${table.size} rows of ${csv}; ` +
      'widen the data window or raise holdoutSamples',
    { permanent: true }
  );
}

function requireFeatures({ model, options, csv }: EvaluateTask, table: Table): void {
  const same = model.task === options.task && model.features.join('\n') === table.features.join('\n');
  const samePositive = model.positive === null || plainLabel(model.positive) === table.positive;
  if (same && model.label === options.data.label && samePositive) return;
  throw new TrainingError(
    `Expected data for the model, a ${model.task} of ${labelOf(model.label, model.positive)} from ${foundNames(model.features)}; ${csv} offers a ` +
      `${options.task} of ${labelOf(options.data.label, table.positive)} from ${foundNames(table.features)}`,
    { permanent: true }
  );
}

function labelOf(column: string, positive: string | null): string {
  return foundNames([column]) + (positive === null ? '' : ` (positive: ${foundNames([positive])})`);
}
