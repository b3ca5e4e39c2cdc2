import type { Detector, Parameter } from './detector.ts';
import { logInverse } from '../stats/log-inverse.ts';
import { saturate } from '../stats/saturate.ts';

export interface HddmAOptions {
  driftConfidence: number;
  warningConfidence: number;
  twoSidedTest: boolean;
}

export interface HddmAState {
  n: number;
  mean: number;
  /** Length and mean of the beginning that looks lowest, and of the one that looks highest. */
  nMin: number;
  meanMin: number;
  nMax: number;
  meanMax: number;
  warning: boolean;
  drift: boolean;
}

/**
 * HDDM_A: the mean so far against the mean at the best cut point, by Hoeffding's bound.
 *
 *     eps(n) = sqrt(ln(1 / driftConfidence) / (2 n)); cut where mean + eps was least
 *     rise when mean_n - mean_cut >= sqrt((n - cut) / (cut n) / 2 * ln(2 / confidence)); drift first, else warning
 *     two-sided: the mirror, with the cut where mean - eps was greatest
 *
 * Symbols: cut, n counts of values; the confidences are probabilities of a false alarm.
 * Input: 0 or 1 with 1 for a wrong prediction, or errors scaled to [0, 1], which the bound assumes.
 * Warm-up: none. State: 8 numbers. Cost: O(1) per sample.
 * Use for: error bits; two-sided it is among the best there (F1 .92 at 200,000 values per false alarm,
 * docs/detectors.md).
 * Not for: metrics with a small spread: at a deviation of .01 it never fires on falls of .1. Two-sided it alarms along
 * a learning curve.
 *
 * @param options.driftConfidence   for a drift. @default 0.001 (river 0.26.1)
 * @param options.warningConfidence for a warning. @default 0.005 (river 0.26.1)
 * @param options.twoSidedTest      watch for falls of the error rate too. @default false (river 0.26.1; MOA: true)
 * @example
 * ```ts @import.meta.vitest
 * const options = { driftConfidence: 0.001, warningConfidence: 0.005, twoSidedTest: false };
 * const state = hddmA.init(options);
 * const stream = [...Array<number>(100).fill(0), ...Array<number>(100).fill(1)];
 * expect(stream.findIndex((x) => hddmA.update(state, x, options) === 'drift')).toBe(103);
 * ```
 * @see Frias-Blanco, I. et al. (2015). Online and non-parametric drift detection methods based on Hoeffding's bounds.
 * IEEE Transactions on Knowledge and Data Engineering 27(3), 810-823.
 * Checked against: test/reference/hddm_a__default.json and __v1.json (river 0.26.1).
 */
export const hddmA: Detector<HddmAOptions, HddmAState> = {
  name: 'hddm-a',
  summary: "the error rate against its best beginning, by Hoeffding's bound",
  input: 'error-bit',
  findsChange: true,
  parameters: {
    driftConfidence: confidence(0.001, 'a drift', 'driftConf'),
    warningConfidence: confidence(0.005, 'a warning', 'warningConf'),
    twoSidedTest: bothSides(),
  },
  check: checkConfidences,
  init: () => ({ n: 0, mean: 0, nMin: 0, meanMin: 0, nMax: 0, meanMax: 0, warning: false, drift: false }),
  update(state, x, options) {
    if (state.drift) Object.assign(state, hddmA.init(options));
    state.n += 1;
    state.mean = saturate(state.mean + (1 / state.n) * (x - state.mean));
    moveCuts(state, logInverse(options.driftConfidence));
    const rise = level(state.mean - state.meanMin, state.nMin, state.n, options);
    state.drift = rise === 2;
    state.warning = rise === 1;
    if (options.twoSidedTest) {
      const fall = level(state.meanMax - state.mean, state.nMax, state.n, options);
      if (fall === 2) state.drift = true;
      // As in river: drift on a fall leaves the warning of a rise on.
      if (fall === 1) state.warning = true;
    }
    return state.drift ? 'drift' : state.warning ? 'warning' : 'stable';
  },
  carryOn(state) {
    state.drift = false;
  },
  read(state, options) {
    const { n, nMin, nMax, mean, meanMin, meanMax } = state;
    if (n === 0) return { statistic: null, limit: null, fires: 'above', n };
    const rise = { gap: saturate(mean - meanMin), bound: n > nMin ? bound(nMin, n, options.driftConfidence) : null };
    const fall = { gap: saturate(meanMax - mean), bound: n > nMax ? bound(nMax, n, options.driftConfidence) : null };
    const share = (side: typeof rise): number => (side.bound === null ? -1 : side.gap / side.bound);
    const side = options.twoSidedTest && share(fall) > share(rise) ? fall : rise;
    return { statistic: side.gap, limit: side.bound, fires: 'above', n };
  },
};

/** The entry of a parameter table for a probability of a false alarm. */
export function confidence(value: number, what: string, alias: string): Parameter & { type: 'number' } {
  return {
    type: 'number',
    default: value,
    min: 0,
    exclusiveMin: true,
    max: 1,
    aliases: [alias],
    doc: `probability of a false alarm that is accepted for ${what}`,
    source: 'river 0.26.1',
  };
}

/** The entry of a parameter table for looking at both sides. */
export function bothSides(): Parameter & { type: 'flag' } {
  const doc = 'watch for falls of the error rate too';
  return { type: 'flag', default: false, aliases: ['twoSided'], doc, source: 'river 0.26.1' };
}

/** A warning must come before a drift. */
export function checkConfidences(options: { driftConfidence: number; warningConfidence: number }): string[] {
  const { driftConfidence, warningConfidence } = options;
  if (driftConfidence <= warningConfidence) return [];
  return [
    `Expected \`driftConfidence\` (${driftConfidence}) to be at most \`warningConfidence\` (${warningConfidence})`,
  ];
}

// --- internal ---

function moveCuts(state: HddmAState, logConfidence: number): void {
  const { n, mean } = state;
  const eps = Math.sqrt((1 / (2 * n)) * logConfidence);
  if (state.nMin === 0 || state.meanMin + Math.sqrt((1 / (2 * state.nMin)) * logConfidence) >= mean + eps) {
    state.nMin = n;
    state.meanMin = mean;
  }
  if (state.nMax === 0 || state.meanMax - Math.sqrt((1 / (2 * state.nMax)) * logConfidence) <= mean - eps) {
    state.nMax = n;
    state.meanMax = mean;
  }
}

/** 2 for a drift, 1 for a warning, 0 for neither. */
function level(gap: number, cut: number, n: number, options: HddmAOptions): 0 | 1 | 2 {
  if (cut === n || gap < 0) return 0;
  if (gap >= bound(cut, n, options.driftConfidence)) return 2;
  return gap >= bound(cut, n, options.warningConfidence) ? 1 : 0;
}

function bound(cut: number, n: number, probability: number): number {
  const m = ((n - cut) / cut) * (1 / n);
  return Math.sqrt((m / 2) * Math.log(2 / probability));
}
