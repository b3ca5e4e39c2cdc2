import type { Detector } from './detector.ts';
import { describeCrossing, isBeyond, limit, nearerBound, type LimitOptions } from './limit.ts';
import { joinDegrees, rowsOf, significance } from './rows-behind.ts';
import { firstWeights, takeShare, type RowWeights } from '../stats/weighted-average.ts';
import type { Sampled } from '../stats/sampled.ts';

export interface EwmaLimitOptions extends LimitOptions {
  alpha: number;
  /** Absent in policies from before it existed: those judge from the first value on. */
  minSamples?: number;
}

export interface EwmaLimitState {
  n: number;
  /** `null` before the first observation. */
  ewma: number | null;
  /** Once a value has come with `n`: how the average is weighted, and the variance of a row. */
  rows?: RowWeights & Omit<Sampled, 'n'>;
}

/**
 * Exponentially weighted moving average against a fixed limit.
 *
 *     z_1 = x_1
 *     z_t = alpha * x_t + (1 - alpha) * z_{t-1}          drift when t >= minSamples and z_t < below or z_t > above
 *
 * Symbols: x, z, below, above in the metric's own unit; alpha in (0, 1], near 1 forgets fast; minSamples in
 * observations since the start, the promotion or the change of the policy that started the average.
 * Input: finite numbers in arrival order. Warm-up: `minSamples` values; the first one seeds the average and weighs
 * heavily for about 1/alpha values. State: 2 numbers. Cost: O(1).
 * Rows: of values with `n` the average is weighted, each value with its rows over the usual (`weighted-average.ts`),
 * and is beyond a bound only if chance puts a mean of as many rows as stand behind it there at most once in
 * 1/`significance` (see `limit`). A value without `n` then weighs as the usual one.
 * Use for: a limit that people have agreed on, with single outliers smoothed away.
 * Not for: finding a change with an unknown limit (use `ewma`, which learns it).
 *
 * @param options.alpha      weight of the newest value. @default 0.2 (Ross et al. 2012)
 * @param options.below      fires when the average is under this value
 * @param options.above      fires when the average is over this value
 * @param options.minSamples values before it judges; with 1 the first value can fire. @default 1/alpha, at least 2
 * @param options.significance chance at most that an average of values with `n` is beyond a bound by luck.
 *                             @default 0.01
 * @example
 * ```ts @import.meta.vitest
 * const options = { alpha: 0.5, below: 0.9, minSamples: 2 };
 * const state = ewmaLimit.init(options);
 * expect([0.8, 1, 0.8].map((x) => ewmaLimit.update(state, x, options))).toEqual(['warming-up', 'stable', 'drift']);
 * expect(state.ewma).toBeCloseTo(0.85, 12);
 * ```
 * @see Roberts, S. W. (1959). Control chart tests based on geometric moving averages. Technometrics 1(3), 239-250.
 * Checked against: pandas ewm(adjust=False), the recurrence itself, test/detectors/ewma-limit.test.ts.
 */
export const ewmaLimit: Detector<EwmaLimitOptions, EwmaLimitState> = {
  name: 'ewma-limit',
  summary: 'a moving average against a fixed bound',
  input: 'metric',
  judgesRows: true,
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
    minSamples: {
      type: 'integer',
      min: 1,
      max: 10_000,
      // No default of a policy that was stored without it.
      optional: true,
      defaultFrom: {
        doc: '1 / alpha rounded up, at least 2',
        of: (options) => minSamplesFor(Number(options['alpha'])),
      },
      doc: 'values before the average judges, counted anew after a promotion or a change of its options; with 1 the first value can fire',
    },
    significance,
  },
  check: (options, direction) => limit.check?.(options, direction) ?? [],
  init: () => ({ n: 0, ewma: null }),
  update(state, x, options, sampled) {
    state.n += 1;
    if (sampled || state.rows) state.ewma = weigh(state, x, options.alpha, sampled);
    else state.ewma = state.ewma === null ? x : options.alpha * x + (1 - options.alpha) * state.ewma;
    if (state.n < (options.minSamples ?? 1)) return 'warming-up';
    return isBeyond(state.ewma, options, sampledOf(state)) ? 'drift' : 'stable';
  },
  read(state, options) {
    const nearer = nearerBound(state.ewma, options);
    return {
      statistic: state.ewma,
      limit: nearer.limit,
      fires: nearer.fires,
      n: state.n,
      ...rowsOf(sampledOf(state)?.n),
    };
  },
  describe: (metric, reading, _, words) => `EWMA of ${describeCrossing(metric, reading, words)}`,
};

// --- internal ---

/** After about 1/alpha values the first one no longer outweighs the rest. */
function minSamplesFor(alpha: number): number {
  return Math.min(10_000, Math.max(2, Math.ceil(1 / alpha)));
}

/** The new average. */
function weigh(state: EwmaLimitState, x: number, alpha: number, sampled: Sampled | undefined): number {
  const { ewma } = state;
  const known = state.rows;
  const n = sampled?.n ?? known!.weight;
  const { isShare, variance, degrees } = sampled ?? known!;
  const first = { ...firstWeights(n), isShare, variance, ...(degrees === undefined ? {} : { degrees }) };
  if (ewma === null) {
    state.rows = first;
    return x;
  }
  const rows = known ?? first;
  state.rows = rows;
  const share = takeShare(rows, alpha, n);
  if (sampled && rows !== first) joinDegrees(rows, sampled, share);
  rows.variance =
    rows.variance === null || variance === null ? variance : rows.variance + share * (variance - rows.variance);
  return ewma + share * (x - ewma);
}

function sampledOf({ rows }: EwmaLimitState): Sampled | undefined {
  return rows && { n: 1 / rows.spread, variance: rows.variance, isShare: rows.isShare, degrees: rows.degrees };
}
