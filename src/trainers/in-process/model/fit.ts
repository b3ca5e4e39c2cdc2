import { createRng } from '../../../stats/rng.ts';
import { sigmoid } from './linear-model.ts';
import type { Hyperparameters } from '../options.ts';

/** Standardised rows to fit. */
export interface FitData {
  task: 'classification' | 'regression';
  inputs: Float64Array;
  labels: Float64Array;
}

/** All that the fit is after some epochs: with the data, hyper-parameters and seed it decides every epoch to come. */
export interface FitState {
  epoch: number;
  /** Batches processed. */
  step: number;
  /** Weights, the bias last. */
  parameters: Float64Array;
  /** First and second moments of Adam; plain SGD leaves them at 0. */
  first: Float64Array;
  second: Float64Array;
}

/** Where a fit starts: at zero, or at given parameters. */
export function startFit(width: number, parameters: ArrayLike<number> = new Float64Array(width + 1)): FitState {
  return {
    epoch: 0,
    step: 0,
    parameters: Float64Array.from(parameters),
    first: new Float64Array(width + 1),
    second: new Float64Array(width + 1),
  };
}

/**
 * One pass over the rows in mini-batches, in an order fixed by `seed` and the number of the epoch, by Adam or plain
 * SGD.
 *
 *     gradient = mean over the batch of (estimate - label) * input  +  l2 * weight        (no l2 on the bias)
 *
 * which is the gradient of the mean log loss (classification) or of half the mean squared error (regression).
 *
 * @param tick called now and then with the finished share of the epoch
 * @see Kingma, D. P., Ba, J. (2015). Adam: a method for stochastic optimization. ICLR. arXiv:1412.6980
 */
export function runEpoch(
  state: FitState,
  data: FitData,
  hyper: Hyperparameters,
  seed: number,
  tick: (share: number) => void = () => {}
): void {
  const rows = data.labels.length;
  const width = state.parameters.length - 1;
  const gradient = new Float64Array(width + 1);
  const order = shuffledRows(rows, seed, state.epoch);
  for (let from = 0; from < rows; from += hyper.batchSize) {
    const to = Math.min(rows, from + hyper.batchSize);
    addGradient(gradient.fill(0), state.parameters, data, order.subarray(from, to));
    for (let at = 0; at <= width; at++) {
      const penalty = at < width ? hyper.l2 * (state.parameters[at] as number) : 0;
      gradient[at] = (gradient[at] as number) / (to - from) + penalty;
    }
    state.step += 1;
    if (hyper.optimizer === 'adam') stepAdam(state, gradient, hyper.learningRate);
    else
      for (let at = 0; at <= width; at++)
        (state.parameters[at] as number) -= hyper.learningRate * (gradient[at] as number);
    if (state.step % batchesPerTick === 0) tick(to / rows);
  }
  state.epoch += 1;
}

// --- internal ---

const batchesPerTick = 256;

/** Defaults of the paper. */
const beta1 = 0.9;
const beta2 = 0.999;
const epsilon = 1e-8;

function stepAdam({ parameters, first, second, step }: FitState, gradient: Float64Array, learningRate: number): void {
  const rate = (learningRate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step);
  for (let at = 0; at < gradient.length; at++) {
    const slope = gradient[at] as number;
    first[at] = beta1 * (first[at] as number) + (1 - beta1) * slope;
    second[at] = beta2 * (second[at] as number) + (1 - beta2) * slope * slope;
    (parameters[at] as number) -= (rate * (first[at] as number)) / (Math.sqrt(second[at] as number) + epsilon);
  }
}

function addGradient(gradient: Float64Array, parameters: Float64Array, data: FitData, rows: Uint32Array): void {
  const width = parameters.length - 1;
  for (const row of rows) {
    const offset = row * width;
    let sum = parameters[width] as number;
    for (let at = 0; at < width; at++) sum += (parameters[at] as number) * (data.inputs[offset + at] as number);
    const error = (data.task === 'classification' ? sigmoid(sum) : sum) - (data.labels[row] as number);
    for (let at = 0; at < width; at++) (gradient[at] as number) += error * (data.inputs[offset + at] as number);
    (gradient[width] as number) += error;
  }
}

/** From the seed and the epoch alone, so that a resumed fit continues exactly as the first would have. */
function shuffledRows(rows: number, seed: number, epoch: number): Uint32Array {
  const order = Uint32Array.from({ length: rows }, (_, row) => row);
  const rng = createRng(seed, epoch);
  for (let last = rows - 1; last > 0; last -= 1) {
    const other = rng.int(0, last);
    const kept = order[last] as number;
    order[last] = order[other] as number;
    order[other] = kept;
  }
  return order;
}
