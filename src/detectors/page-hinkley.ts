import type { Detector } from './detector.ts';
import { isFired, modeParameter, watched, type Mode } from './mode.ts';
import { saturate } from '../stats/saturate.ts';

export interface PageHinkleyOptions {
  minInstances: number;
  delta: number;
  threshold: number;
  alpha: number;
  mode: Mode;
}

export interface PageHinkleyState {
  n: number;
  mean: number;
  up: number;
  upMin: number;
  down: number;
  downMax: number;
  drift: boolean;
}

/**
 * Page-Hinkley test for a rise or a fall of the mean of a stream.
 *
 *     up_t   = alpha * up_{t-1} + (x_t - mean_t) - delta
 *     down_t = alpha * down_{t-1} + (x_t - mean_t) + delta
 *     drift when t >= minInstances and (up_t - min_{i<=t} up_i > threshold or max_{i<=t} down_i - down_t > threshold)
 *
 * Symbols: x, mean, delta, threshold in the unit of the metric; mean_t the running mean with x_t in it; alpha fades the
 * sums, not the mean.
 * Input: finite numbers in arrival order. Warm-up: `minInstances`. State: 6 numbers. Cost: O(1) per sample.
 * Use for: sustained shifts when the scale is known, best behind `standardize` (then delta .5, threshold 25, alpha 1).
 * Not for: accuracies at these defaults: a fall of .08 needs more than 600 values to add up to 50. After a long quiet
 * time the running mean hardly moves.
 *
 * @param options.minInstances values before an alarm is possible. @default 30 (river 0.26.1)
 * @param options.delta        tolerated drift per value. @default 0.005 (river 0.26.1)
 * @param options.threshold    limit, lambda in the literature. @default 50 (river 0.26.1)
 * @param options.alpha        share of the sums that is kept. @default 0.9999 (river 0.26.1)
 * @param options.mode         'up', 'down' or 'both'. @default 'both' (river 0.26.1)
 * @example
 * ```ts @import.meta.vitest
 * const options = { minInstances: 30, delta: 0.005, threshold: 50, alpha: 1, mode: 'up' as const };
 * const state = pageHinkley.init(options);
 * const stream = [...Array<number>(100).fill(0), ...Array<number>(100).fill(1)];
 * expect(stream.findIndex((x) => pageHinkley.update(state, x, options) === 'drift')).toBe(165);
 * ```
 * @see Page, E. S. (1954). Continuous inspection schemes. Biometrika 41(1/2), 100-115.
 * Checked against: test/reference/page_hinkley__default.json, __v1.json and __v2.json (river 0.26.1).
 */
export const pageHinkley: Detector<PageHinkleyOptions, PageHinkleyState> = {
  name: 'page-hinkley',
  summary: 'the sum of deviations from the running mean, against its own extreme',
  input: 'metric',
  findsChange: true,
  parameters: {
    minInstances: {
      type: 'integer',
      default: 30,
      min: 1,
      aliases: ['minNumInstances', 'burnIn'],
      doc: 'values before an alarm is possible',
      source: 'river 0.26.1',
    },
    delta: { type: 'number', default: 0.005, min: 0, doc: 'tolerated drift per value', source: 'river 0.26.1' },
    threshold: {
      type: 'number',
      default: 50,
      min: 0,
      aliases: ['lambda'],
      doc: "limit of the sum, in the metric's unit",
      source: 'river 0.26.1',
    },
    alpha: {
      type: 'number',
      default: 0.9999,
      min: 0,
      max: 1,
      doc: 'share of the sums that is kept from value to value',
      source: 'river 0.26.1',
    },
    mode: modeParameter,
  },
  init: () => ({ n: 0, mean: 0, up: 0, upMin: 0, down: 0, downMax: -1, drift: false }),
  update(state, x, options) {
    if (state.drift) Object.assign(state, pageHinkley.init(options));
    const { alpha, delta } = options;
    state.n += 1;
    state.mean = saturate(state.mean + (1 / state.n) * (x - state.mean));
    const deviation = saturate(x - state.mean);
    state.up = saturate(alpha * state.up + deviation - delta);
    state.down = saturate(alpha * state.down + deviation + delta);
    if (state.n === 1 || state.up < state.upMin) state.upMin = state.up;
    if (state.down > state.downMax) state.downMax = state.down;
    if (state.n < options.minInstances) return 'warming-up';
    state.drift = isFired(state.up - state.upMin, state.downMax - state.down, options.threshold, options.mode);
    return state.drift ? 'drift' : 'stable';
  },
  carryOn(state) {
    state.drift = false;
  },
  read: (state, options) => ({
    statistic: state.n ? saturate(watched(state.up - state.upMin, state.downMax - state.down, options.mode)) : null,
    limit: state.n < options.minInstances ? null : options.threshold,
    fires: 'above',
    n: state.n,
  }),
};
