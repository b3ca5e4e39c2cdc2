import type { Detector } from './detector.ts';
import { describeCrossing, isOutside, limit, nearerBound, type LimitOptions } from './limit.ts';

export interface EwmaLimitOptions extends LimitOptions {
  alpha: number;
}

export interface EwmaLimitState {
  n: number;
  /** `null` before the first observation. */
  ewma: number | null;
}

/**
 * Exponentially weighted moving average against a fixed limit.
 *
 *     z_1 = x_1
 *     z_t = alpha * x_t + (1 - alpha) * z_{t-1}          drift when z_t < below or z_t > above
 *
 * Symbols: x, z, below, above in the metric's own unit; alpha in (0, 1], near 1 forgets fast.
 * Input: finite numbers in arrival order. Warm-up: none, the first value seeds the average. State: 2 numbers. Cost:
 * O(1).
 * Use for: a limit that people have agreed on, with single outliers smoothed away.
 * Not for: finding a change with an unknown limit (use `ewma`, which learns it). A first value that is an outlier
 * weighs heavily for about 1/alpha samples.
 *
 * @param options.alpha weight of the newest value. @default 0.2 (Ross et al. 2012)
 * @param options.below fires when the average is under this value
 * @param options.above fires when the average is over this value
 * @example
 * ```ts @import.meta.vitest
 * const options = { alpha: 0.5, below: 0.9 };
 * const state = ewmaLimit.init(options);
 * expect([1, 0.9, 0.8].map((x) => ewmaLimit.update(state, x, options))).toEqual(['stable', 'stable', 'drift']);
 * expect(state.ewma).toBeCloseTo(0.875, 12);
 * ```
 * @see Roberts, S. W. (1959). Control chart tests based on geometric moving averages. Technometrics 1(3), 239-250.
 * Checked against: pandas ewm(adjust=False), the recurrence itself, test/detectors/ewma-limit.test.ts.
 */
export const ewmaLimit: Detector<EwmaLimitOptions, EwmaLimitState> = {
  name: 'ewma-limit',
  summary: 'a moving average against a fixed bound',
  input: 'metric',
  parameters: {
    alpha: {
      type: 'number',
      default: 0.2,
      min: 0,
      exclusiveMin: true,
      max: 1,
      doc: 'weight of the newest value',
      source: 'Ross et al. 2012',
    },
    below: { type: 'number', optional: true, doc: 'fires when the average is under this value' },
    above: { type: 'number', optional: true, doc: 'fires when the average is over this value' },
  },
  check: (options, direction) => limit.check?.(options, direction) ?? [],
  init: () => ({ n: 0, ewma: null }),
  update(state, x, options) {
    state.n += 1;
    state.ewma = state.ewma === null ? x : options.alpha * x + (1 - options.alpha) * state.ewma;
    return isOutside(state.ewma, options) ? 'drift' : 'stable';
  },
  read(state, options) {
    const nearer = nearerBound(state.ewma, options);
    return { statistic: state.ewma, limit: nearer.limit, fires: nearer.fires, n: state.n };
  },
  describe: (metric, reading) => `EWMA of ${describeCrossing(metric, reading)}`,
};
