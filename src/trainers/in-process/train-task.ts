import { TrainingError } from '../../terms/errors.ts';
import { decodeCheckpoint, encodeCheckpoint } from './model/checkpoint.ts';
import { runEpoch, startFit, type FitData, type FitState } from './model/fit.ts';
import { applyModel, encodeModel, type LinearModel } from './model/linear-model.ts';
import type { Report, TrainAnswer, TrainTask } from './protocol.ts';
import { requireTrainableRows } from './data/trainable-rows.ts';
import { score } from './model/score.ts';
import { splitRows, windowOf, type Rows } from './data/split-rows.ts';
import { foundNames } from './data/csv.ts';
import { moments, standardise } from './model/standardise.ts';
import type { Table } from './data/table.ts';

/**
 * Trains one model on the rows the task selects. Pure but for the reports: the same task and table give the same bytes.
 */
export function trainTask(task: TrainTask, table: Table, report: Report): TrainAnswer {
  const split = splitRows(table.times, task.data);
  requireTrainableRows({ ...task, table, split });
  requireSameFeatures(task, table);
  const dataWindow = windowOf(table.times, { from: split.fit.from, to: split.validation.to });
  const model = initialModel(task, table, split.fit, dataWindow);
  const data = fitData(model, table, split.fit);
  const state = resume(task, model, report) ?? startFit(table.features.length, startingPoint(task));
  const { epochs } = task.hyperparameters;

  let metrics = scoreRows(update(model, state), table, split.validation);
  let reportedAt = performance.now();
  while (state.epoch < epochs) {
    runEpoch(state, data, task.hyperparameters, task.seed, (share) => {
      if (performance.now() - reportedAt < longestSilenceMs) return;
      reportedAt = performance.now();
      report.progress({
        fraction: (state.epoch + share) / epochs,
        message: `in epoch ${state.epoch + 1} of ${epochs}`,
      });
    });
    requireFinite(task, state);
    metrics = scoreRows(update(model, state), table, split.validation);
    reportedAt = performance.now();
    const value = metrics[task.options.score] as number;
    report.progress(
      {
        fraction: state.epoch / epochs,
        message: `epoch ${state.epoch} of ${epochs}, ${task.options.score} ${value.toPrecision(4)}`,
        score: value,
      },
      state.epoch < epochs ? encodeCheckpoint(state, task.fingerprint, dataWindow) : undefined
    );
  }
  return { bytes: encodeModel(model), metrics, dataWindow };
}

// --- internal ---

const longestSilenceMs = 1000;

function initialModel(task: TrainTask, table: Table, fit: Rows, dataWindow: LinearModel['dataWindow']): LinearModel {
  const { options, base } = task;
  const width = table.features.length;
  const [targetMean, targetScale] = labelMoments(task, table, fit);
  return {
    format: 'temporal-retrain/linear@1',
    task: options.task,
    label: options.data.label,
    positive: table.positive,
    features: table.features,
    // Continued weights only mean something in the scale they were learned in.
    ...(base ? { mean: base.mean, scale: base.scale } : moments(table.inputs, width, fit)),
    weights: Array.from({ length: width }, () => 0),
    bias: 0,
    target: base?.target ?? { mean: targetMean, scale: targetScale },
    hyperparameters: { ...task.hyperparameters },
    seed: task.seed,
    dataWindow,
  };
}

function labelMoments(task: TrainTask, table: Table, fit: Rows): [mean: number, scale: number] {
  if (task.options.task === 'classification') return [0, 1];
  const { mean, scale } = moments(table.labels, 1, fit);
  return [mean[0] as number, scale[0] as number];
}

function fitData(model: LinearModel, table: Table, rows: Rows): FitData {
  return {
    task: model.task,
    inputs: standardise(table.inputs, rows, model.mean, model.scale),
    labels: standardise(table.labels, rows, [model.target.mean], [model.target.scale]),
  };
}

function startingPoint({ base }: TrainTask): number[] | undefined {
  return base ? [...base.weights, base.bias] : undefined;
}

function update(model: LinearModel, { parameters }: FitState): LinearModel {
  model.weights = [...parameters.subarray(0, -1)];
  model.bias = parameters.at(-1) as number;
  return model;
}

function scoreRows(model: LinearModel, table: Table, rows: Rows): Record<string, number> {
  const width = table.features.length;
  const labels = table.labels.subarray(rows.from, rows.to);
  const estimates = labels.map((_, row) => applyModel(model, table.inputs, (rows.from + row) * width));
  return score(model.task, estimates, labels).metrics;
}

function resume(task: TrainTask, model: LinearModel, report: Report): FitState | undefined {
  if (task.checkpoint === null) return undefined;
  const state = decodeCheckpoint(task.checkpoint, task.fingerprint, model.dataWindow, model.features.length);
  if (typeof state === 'string') report.log(`starting from scratch: the checkpoint cannot be used: ${state}`);
  else report.log(`resuming after epoch ${state.epoch}`);
  return typeof state === 'string' ? undefined : state;
}

function requireSameFeatures({ base, csv, options }: TrainTask, table: Table): void {
  if (base === null) return;
  if (base.task !== options.task || base.features.join('\n') !== table.features.join('\n'))
    throw new TrainingError(
      `Expected a soft retrain on the features of its base, a ${base.task} on ${foundNames(base.features)}; ${csv} offers a ` +
        `${options.task} on ${foundNames(table.features)}; retrain fully`,
      { everyTrial: true }
    );
}

function requireFinite({ hyperparameters }: TrainTask, state: FitState): void {
  if (state.parameters.every((value) => Math.abs(value) < Number.MAX_VALUE)) return;
  throw new TrainingError(
    `Training diverged in epoch ${state.epoch}: the weights are no longer finite numbers; lower learningRate (hyper-parameters: ` +
      `${JSON.stringify(hyperparameters)})`,
    { permanent: true }
  );
}
