import type { Detector } from './detector.ts';
import { bothSides, checkConfidences, confidence } from './hddm-a.ts';
import { saturate } from '../stats/saturate.ts';

export interface HddmWOptions {
  driftConfidence: number;
  warningConfidence: number;
  lambdaVal: number;
  twoSidedTest: boolean;
}

/** A moving average before the cut and one after it. */
export interface HddmWSide {
  /** Extreme of the bound so far; valid from the first value on. */
  cut: number;
  before: number;
  beforeWeight: number;
  /** Values after the cut. */
  n: number;
  after: number;
  afterWeight: number;
}

export interface HddmWState {
  n: number;
  total: number;
  /** Sum of the squared weights in `total`, which McDiarmid's bound needs. */
  weight: number;
  up: HddmWSide;
  down: HddmWSide;
  warning: boolean;
  drift: boolean;
}

/**
 * HDDM_W: a moving average after the best cut point against the one before it, by McDiarmid's bound.
 *
 *     e_t = lambda x_t + (1 - lambda) e_{t-1}, e_1 = x_1;  w_t = lambda^2 + (1 - lambda)^2 w_{t-1}, w_0 = 1
 *     cut where e_t + sqrt(w_t ln(1 / driftConfidence) / 2) was least; before = e at the cut, after = e restarted there
 *     rise when after - before > sqrt((w_before + w_after) ln(1 / confidence) / 2); drift first, else warning
 *     two-sided: the mirror, with the cut where e_t - sqrt(...) was greatest
 *
 * Symbols: e, before, after rates of error; w sums of squared weights; lambda in (0, 1], near 1 forgets fast.
 * Input: 0 or 1 with 1 for a wrong prediction, or errors scaled to [0, 1]. Warm-up: none. State: 17 numbers. Cost:
 * O(1).
 * Use for: sudden changes of error bits. Not for: metrics; gradual changes (use `hddm-a`); error rates about .3, where
 * it alarms every 2,300 values.
 *
 * @param options.driftConfidence   for a drift. @default 0.001 (river 0.26.1)
 * @param options.warningConfidence for a warning. @default 0.005 (river 0.26.1)
 * @param options.lambdaVal         weight of the newest value. @default 0.05 (river 0.26.1)
 * @param options.twoSidedTest      watch for falls of the error rate too. @default false (river 0.26.1)
 * @example
 * ```ts @import.meta.vitest
 * const options = { driftConfidence: 0.001, warningConfidence: 0.005, lambdaVal: 0.05, twoSidedTest: false };
 * const state = hddmW.init(options);
 * const stream = [...Array<number>(100).fill(0), ...Array<number>(100).fill(1)];
 * expect(stream.findIndex((x) => hddmW.update(state, x, options) === 'drift')).toBe(113);
 * ```
 * @see Frias-Blanco, I. et al. (2015). Online and non-parametric drift detection methods based on Hoeffding's bounds.
 * IEEE Transactions on Knowledge and Data Engineering 27(3), 810-823.
 * Checked against: test/reference/hddm_w__default.json and __v1.json (river 0.26.1; MOA keeps w_1 = 1).
 */
export const hddmW: Detector<HddmWOptions, HddmWState> = {
  name: 'hddm-w',
  summary: "a moving error rate against the one before the best cut, by McDiarmid's bound",
  input: 'error-bit',
  findsChange: true,
  parameters: {
    driftConfidence: confidence(0.001, 'a drift', 'driftConf'),
    warningConfidence: confidence(0.005, 'a warning', 'warningConf'),
    lambdaVal: {
      type: 'number',
      default: 0.05,
      min: 0,
      exclusiveMin: true,
      max: 1,
      aliases: ['lambda', 'lambdaOption'],
      doc: 'weight of the newest value',
      source: 'river 0.26.1',
    },
    twoSidedTest: bothSides(),
  },
  check: checkConfidences,
  init: () => ({ n: 0, total: 0, weight: 1, up: newSide(), down: newSide(), warning: false, drift: false }),
  update(state, x, options) {
    if (state.drift) Object.assign(state, hddmW.init(options));
    const lambda = options.lambdaVal;
    state.n += 1;
    state.total = state.n === 1 ? x : average(state.total, x, lambda);
    state.weight = fade(state.weight, lambda);
    const eps = bound(state.weight, options.driftConfidence);
    follow(state, state.up, state.n === 1 || state.total + eps < state.up.cut, state.total + eps, x, lambda);
    const rise = level(state.up, state.up.after - state.up.before, options);
    state.drift = rise === 2;
    state.warning = rise === 1;
    follow(state, state.down, state.n === 1 || state.total - eps > state.down.cut, state.total - eps, x, lambda);
    if (options.twoSidedTest) {
      const fall = level(state.down, state.down.before - state.down.after, options);
      if (fall === 2) state.drift = true;
      if (fall === 1) state.warning = true;
    }
    return state.drift ? 'drift' : state.warning ? 'warning' : 'stable';
  },
  carryOn(state) {
    state.drift = false;
  },
  read(state, options) {
    const rise = evidence(state.up, state.up.after - state.up.before, options);
    const fall = evidence(state.down, state.down.before - state.down.after, options);
    const side = options.twoSidedTest && fall.share > rise.share ? fall : rise;
    return { statistic: side.gap, limit: side.limit, fires: 'above', n: state.n };
  },
};

// --- internal ---

function newSide(): HddmWSide {
  return { cut: 0, before: 0, beforeWeight: 1, n: 0, after: 0, afterWeight: 1 };
}

const average = (old: number, x: number, lambda: number): number => saturate(lambda * x + (1 - lambda) * old);

const fade = (weight: number, lambda: number): number => lambda * lambda + (1 - lambda) ** 2 * weight;

const bound = (weight: number, probability: number): number => Math.sqrt((weight * Math.log(1 / probability)) / 2);

/** Moves the cut to here, or adds the value to the average after it. */
function follow(state: HddmWState, side: HddmWSide, moves: boolean, cut: number, x: number, lambda: number): void {
  if (moves) {
    side.cut = saturate(cut);
    side.before = state.total;
    side.beforeWeight = state.weight;
    side.n = 0;
    side.after = 0;
    side.afterWeight = 1;
    return;
  }
  side.after = side.n === 0 ? x : average(side.after, x, lambda);
  side.afterWeight = fade(side.afterWeight, lambda);
  side.n += 1;
}

/** 2 for a drift, 1 for a warning, 0 for neither. */
function level(side: HddmWSide, gap: number, options: HddmWOptions): 0 | 1 | 2 {
  if (side.n === 0 || gap <= 0) return 0;
  const weight = side.beforeWeight + side.afterWeight;
  if (gap > bound(weight, options.driftConfidence)) return 2;
  return gap > bound(weight, options.warningConfidence) ? 1 : 0;
}

function evidence(
  side: HddmWSide,
  gap: number,
  options: HddmWOptions
): { gap: number | null; limit: number | null; share: number } {
  if (side.n === 0) return { gap: null, limit: null, share: -Infinity };
  const limit = bound(side.beforeWeight + side.afterWeight, options.driftConfidence);
  return { gap: saturate(gap), limit, share: gap / limit };
}
