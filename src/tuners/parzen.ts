import type { Rng } from '../stats/rng.ts';
import { cellOf, fromUnit, toUnit, type Int, type Numeric } from './dimension.ts';
import { normalMass } from './normal-mass.ts';
import type { Choice, Dimension } from './tuner.ts';

/** One value for each dimension of the group, in the group's order. */
export type Point = Choice[];

/** A density over a group of dimensions, estimated from points. */
export interface Parzen {
  sample(rng: Rng): Point;
  /** Up to a constant that depends on the dimensions only, so that two densities over one group can be compared. */
  logDensity(point: Point): number;
}

/**
 * A mixture of one kernel for each observation, oldest first, and one wide kernel, the prior, that keeps every value
 * possible. A kernel is a product over the dimensions, so values that did well together stay together.
 *
 *     number:  normal around the observation, cut to the range; on the log scale where the dimension is
 *     int:     the same, integrated over the cell of each value
 *     choice:  1 + 1/n for the observed value, 1/n for the others, normalised; n = number of kernels
 *     width:   distance to the farther neighbour, between range / min(100, n + 1) (the "magic clip") and the range
 *     weight:  1 for the newest 25 and the prior, falling in a line to 1/n for the oldest
 *
 * @see Bergstra, J. et al. (2011). Algorithms for hyper-parameter optimization. NIPS 24.
 * @see Watanabe, S. (2023). Tree-structured Parzen estimator. arXiv:2304.11127.
 */
export function parzen(dimensions: readonly Dimension[], observations: readonly Point[]): Parzen {
  const weights = kernelWeights(observations.length);
  const logWeights = weights.map(Math.log);
  const axes = dimensions.map((dimension, i) =>
    axisOf(
      dimension,
      observations.map((point) => point[i] as Choice)
    )
  );
  const terms = new Float64Array(weights.length);
  return {
    sample(rng) {
      const kernel = pick(weights, rng);
      return axes.map((axis) => axis.sample(kernel, rng));
    },
    logDensity(point) {
      terms.set(logWeights);
      for (let i = 0; i < axes.length; i++) (axes[i] as Axis).addLog(point[i] as Choice, terms);
      return logSumExp(terms);
    },
  };
}

// --- internal ---

const evenlyWeighted = 25;
const finestShare = 100;
/** A cell further from the center than this many standard deviations counts as having 1e-33, what is left there. */
const farthest = 12;
const smallestMass = 1e-33;
/** In standard deviations: z of them from the center, density times size errs by less than z^2 / 96 of the mass. */
const narrowCell = 0.5;

/** One dimension of every kernel; the prior is the last one. */
interface Axis {
  sample(kernel: number, rng: Rng): Choice;
  addLog(value: Choice, terms: Float64Array): void;
}

function axisOf(dimension: Dimension, observed: Choice[]): Axis {
  if (dimension.type === 'choice') return choiceAxis(dimension.values, observed);
  const places = observed.map((value) => toUnit(dimension, value as number));
  const centers = Float64Array.from([...places, 0.5]);
  const widths = Float64Array.from([...bandwidths(places), 1]);
  const sample = (kernel: number, rng: Rng): number =>
    fromUnit(dimension, cutNormal(centers[kernel] as number, widths[kernel] as number, rng));
  const addLog = dimension.type === 'int' ? cellLog(dimension, centers, widths) : lineLog(dimension, centers, widths);
  return { sample, addLog };
}

function lineLog(dimension: Numeric, centers: Float64Array, widths: Float64Array): Axis['addLog'] {
  const scales = widths.map((width) => -0.5 / (width * width));
  const offsets = centers.map(
    (center, k) => -Math.log((widths[k] as number) * massInside(center, widths[k] as number))
  );
  return (value, terms) => {
    const place = toUnit(dimension, value as number);
    for (let k = 0; k < terms.length; k++) {
      const distance = place - (centers[k] as number);
      terms[k]! += distance * distance * (scales[k] as number) + (offsets[k] as number);
    }
  };
}

function cellLog(dimension: Int, centers: Float64Array, widths: Float64Array): Axis['addLog'] {
  const offsets = centers.map((center, k) => Math.log(massInside(center, widths[k] as number)));
  // Candidates share values.
  const known = new Map<Choice, Float64Array>();
  return (value, terms) => {
    let logs = known.get(value);
    if (logs === undefined) {
      const [from, to] = cellOf(dimension, value as number);
      logs = centers.map((center, k) => logMass(from, to, center, widths[k] as number) - (offsets[k] as number));
      known.set(value, logs);
    }
    for (let k = 0; k < terms.length; k++) terms[k]! += logs[k] as number;
  };
}

function choiceAxis(values: readonly Choice[], observed: readonly Choice[]): Axis {
  const kernels = observed.length + 1;
  const total = 1 + values.length / kernels;
  const hit = (1 + 1 / kernels) / total;
  const miss = 1 / kernels / total;
  const even = 1 / values.length;
  const share = (kernel: number, value: Choice): number =>
    kernel === observed.length ? even : observed[kernel] === value ? hit : miss;
  return {
    sample(kernel, rng) {
      const shares = values.map((value) => share(kernel, value));
      return values[pick(shares, rng)] as Choice;
    },
    addLog(value, terms) {
      const [logHit, logMiss] = [Math.log(hit), Math.log(miss)];
      for (let k = 0; k < observed.length; k++) terms[k]! += observed[k] === value ? logHit : logMiss;
      terms[observed.length]! += Math.log(even);
    },
  };
}

/** The range's ends count as neighbours only for a lone observation: those at the border would be too wide. */
function bandwidths(places: readonly number[]): number[] {
  const order = places.map((_, i) => i).sort((a, b) => (places[a] as number) - (places[b] as number));
  const widths = places.map(() => 1);
  const finest = 1 / Math.min(finestShare, places.length + 2);
  for (const [rank, i] of order.entries()) {
    const place = places[i] as number;
    const before = rank > 0 ? place - (places[order[rank - 1] as number] as number) : 0;
    const after = rank < order.length - 1 ? (places[order[rank + 1] as number] as number) - place : 0;
    const gap = places.length === 1 ? Math.max(place, 1 - place) : Math.max(before, after);
    widths[i] = Math.min(Math.max(gap, finest), 1);
  }
  return widths;
}

function kernelWeights(observations: number): number[] {
  const ramp = observations - evenlyWeighted;
  const raw = Array.from({ length: observations }, (_, i) =>
    i >= ramp ? 1 : 1 / observations + (ramp > 1 ? i / (ramp - 1) : 0) * (1 - 1 / observations)
  );
  const total = raw.reduce((sum, weight) => sum + weight, 1);
  return [...raw, 1].map((weight) => weight / total);
}

function pick(shares: readonly number[], rng: Rng): number {
  let rest = rng.uniform();
  for (let i = 0; i < shares.length - 1; i++) {
    rest -= shares[i] as number;
    if (rest < 0) return i;
  }
  return shares.length - 1;
}

/** Centers lie inside [0, 1] and widths are at most 1, so a third of the draws or more lands inside. */
function cutNormal(center: number, width: number, rng: Rng): number {
  for (;;) {
    const place = center + width * rng.normal();
    if (place >= 0 && place <= 1) return place;
  }
}

/** Log of the probability of a cell; of a narrow one, density times size, which spares two error functions. */
function logMass(from: number, to: number, center: number, width: number): number {
  const low = (from - center) / width;
  const high = (to - center) / width;
  if (low > farthest || high < -farthest) return Math.log(smallestMass);
  if (high - low > narrowCell) return Math.log(Math.max(normalMass(low, high), smallestMass));
  const middle = (low + high) / 2;
  return -0.5 * middle * middle + Math.log((high - low) / Math.sqrt(2 * Math.PI));
}

const massInside = (center: number, width: number): number => normalMass(-center / width, (1 - center) / width);

function logSumExp(terms: Float64Array): number {
  let largest = -Infinity;
  for (let k = 0; k < terms.length; k++) largest = Math.max(largest, terms[k] as number);
  let sum = 0;
  for (let k = 0; k < terms.length; k++) sum += Math.exp((terms[k] as number) - largest);
  return largest + Math.log(sum);
}
