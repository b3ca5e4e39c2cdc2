import type { Detector, Parameter } from './detector.ts';
import type { Verdict } from '../terms/level.ts';
import { modeParameter, type Mode } from './mode.ts';
import { scanForStep } from './step-scan.ts';
import { saturate } from '../stats/saturate.ts';
import { zVote as watch } from './standardized.ts';
import type { StandardizeOptions, StandardizeState } from './standardize.ts';
import type { VoteOptions, VoteState } from './vote.ts';
import { numberBytes, usualStateBytes } from './defaults.ts';

export interface ChangeOptions extends Omit<StandardizeOptions, 'recheck'>, VoteOptions {
  mode: Mode;
  scanLimit: number;
  scanLeast: number;
  lineUntil: number;
}

export interface ChangeState {
  watch: StandardizeState<VoteState>;
  /** The values since the start, while the baseline is learned. */
  early: number[];
  /** Moving average of the values: shows where the metric went. */
  level: number;
  /** Strength of the best cut among the early values. */
  cut: number;
  drift: boolean;
}

/** Its burn-in is scanned for steps instead. */
const { recheck: _, ...ofWatch } = watch.parameters;

/**
 * The default detection for metrics: a vote of three standardised detectors, and a scan for steps while they learn.
 *
 *     while learning: drift when scan(x_1, ..., x_t) > scanLimit, and a step explains the values better than a curve
 *     then:           drift when at least k of (page-hinkley, adwin, cusum) on z_t fired within `within` values
 *
 * Symbols: z as in `standardize` (whitened, cut at +-clip); scan as in `scanForStep`. A change to the side that `mode`
 * excludes raises no alarm: the baseline is learned again.
 * Input: finite numbers in arrival order. Warm-up: 10 values until the first step can be seen, `burnIn` for the vote,
 * again after each alarm. State: `burnIn` numbers while learning, then the members'. Cost: O(t) while learning, then
 * the members'.
 * Use for: metrics with unknown scale, noise and size of change. Not for: a metric with a season longer than the
 * burn-in (remove the season first); changes of the spread alone, where it finds only large ones.
 *
 * @param options.mode            'up', 'down' or 'both'. @default by the metric's direction
 * @param options.atLeast         votes that fire. @default 2 (docs/detectors.md)
 * @param options.within          how long a vote counts. @default 30 (docs/detectors.md)
 * @param options.burnIn          values that the baseline is learned from. @default 150 (docs/detectors.md)
 * @param options.mu0             mean in control, with `sd0`; then nothing is learned
 * @param options.sd0             standard deviation in control
 * @param options.ddof            taken off the number of values in the deviation. @default 1
 * @param options.autocorrelation 'ignore', 'widen' or 'whiten'. @default 'whiten' (docs/detectors.md)
 * @param options.clip            deviations at which a value is cut. @default 6 (docs/detectors.md)
 * @param options.scanLimit       strength of a step that fires while learning. @default 4.5 (docs/detectors.md)
 * @param options.scanLeast       values on each side of a step. @default 5 (docs/detectors.md)
 * @param options.lineUntil       up to this many values, the curve is a straight line. @default 45 (docs/detectors.md)
 * @example
 * ```ts @import.meta.vitest
 * const { resolveOptions } = await import('./options.ts');
 * const resolved = resolveOptions(change, {});
 * const options = ('options' in resolved ? resolved.options : {}) as unknown as ChangeOptions;
 * const firstAlarm = (at: number): number => {
 *   const state = change.init(options);
 *   const stream = Array.from({ length: 400 }, (_, i) => (i < at ? 0.93 : 0.89) + 0.01 * Math.sin(i * i));
 *   return stream.findIndex((x) => change.update(state, x, options) === 'drift');
 * };
 * expect([firstAlarm(60), firstAlarm(300)]).toEqual([62, 303]);
 * ```
 * @see Besbes, M. et al. (2026). arXiv 2606.18377 (votes of change point detectors, + 11 % F1).
 * Checked against: its parts on their own, test/detectors/change.test.ts.
 */
export const change: Detector<ChangeOptions, ChangeState> = {
  name: 'change',
  summary: 'a vote of standardised detectors, and a scan for steps while they learn',
  input: 'metric',
  findsChange: true,
  parameters: {
    ...ofWatch,
    burnIn: { ...ofWatch.burnIn, default: 150 } as Parameter,
    mode: {
      ...modeParameter,
      byDirection: { 'higher-is-better': 'down', 'lower-is-better': 'up' },
      source: "the metric's direction",
    },
    scanLimit: {
      type: 'number',
      default: 4.5,
      min: 0,
      exclusiveMin: true,
      doc: 'strength of a step that fires while the baseline is learned, in standard errors',
      source: 'measured, docs/detectors.md',
    },
    scanLeast: {
      type: 'integer',
      default: 5,
      min: 2,
      max: 100,
      doc: 'values on each side of such a step',
      source: 'measured, docs/detectors.md',
    },
    lineUntil: {
      type: 'integer',
      default: 45,
      min: 0,
      doc: 'up to so many values a step has to explain more than a straight line does, beyond that more than a cubic',
      source: 'measured, docs/detectors.md',
    },
  },
  check: (options, direction) => watch.check?.(options, direction) ?? [],
  // The early values are dropped before the members grow.
  stateBytes: (options) =>
    usualStateBytes +
    Math.max(
      watch.stateBytes?.(options) ?? 0,
      Math.min(options.burnIn, longestScan) * numberBytes + 3 * usualStateBytes
    ),
  init: (options) => ({ watch: watch.init(options), early: [], level: 0, cut: 0, drift: false }),
  update(state, x, options) {
    if (state.drift) Object.assign(state, change.init(options));
    const isFirst = state.watch.n === 0;
    state.level = isFirst ? x : saturate(levelWeight * x + (1 - levelWeight) * state.level);
    const verdict = watch.update(state.watch, x, options);
    if (verdict === 'drift') return alarm(state, state.level >= state.watch.mean, options);
    const isLearnt = state.watch.sd > 0;
    if (isLearnt && verdict !== 'warming-up') return verdict;
    state.early.push(x);
    if (state.early.length > longestScan) state.early.shift();
    if (isLearnt) {
      acquaint(state, options);
      return 'warming-up';
    }
    const { statistic, isRise, isCurve } = scanForStep(state.early, options.scanLeast, options.lineUntil);
    state.cut = statistic;
    return statistic > options.scanLimit && !isCurve ? alarm(state, isRise, options) : 'warming-up';
  },
  carryOn(state) {
    state.drift = false;
    watch.carryOn?.(state.watch);
  },
  read(state, options) {
    if (state.watch.sd > 0 && state.early.length === 0) return watch.read(state.watch, options);
    const canFire = state.early.length >= 2 * options.scanLeast;
    return {
      statistic: canFire ? state.cut : null,
      limit: canFire ? options.scanLimit : null,
      fires: 'above',
      n: state.early.length,
    };
  },
};

// --- internal ---

/** Weight of the newest value in the average that shows which way the metric went. */
const levelWeight = 0.2;
/** Most values that are scanned: keeps the state small with a long burn-in. */
const longestScan = 200;

/**
 * Feeds the values of the burn-in to the members again, in standard deviations. Otherwise members that keep their own
 * mean would accept a change right after the burn-in as the normal level.
 */
function acquaint(state: ChangeState, options: ChangeOptions): void {
  const [first, ...others] = state.early;
  state.watch.previous = first ?? 0;
  const { mean, sd, rho } = state.watch;
  for (const x of others) {
    if (watch.update(state.watch, x, options) !== 'drift') continue;
    Object.assign(state.watch, { ...watch.init(options), n: options.burnIn, mean, sd, rho, previous: x });
  }
  state.early = [];
}

/** An alarm if the change goes to a watched side; a restart either way. */
function alarm(state: ChangeState, isRise: boolean, options: ChangeOptions): Verdict {
  if (options.mode === 'both' || isRise === (options.mode === 'up')) {
    state.drift = true;
    return 'drift';
  }
  Object.assign(state, change.init(options));
  return 'warming-up';
}
