import type { Detector } from './detector.ts';
import { saturate } from '../stats/saturate.ts';

export interface DdmOptions {
  warmStart: number;
  warningThreshold: number;
  driftThreshold: number;
}

export interface DdmState {
  n: number;
  /** Error rate so far. */
  p: number;
  /** Its standard error. */
  s: number;
  /** Rate and standard error where their sum was least; `null` before the first check. */
  pMin: number | null;
  sMin: number | null;
  warning: boolean;
  drift: boolean;
}

/**
 * DDM, the drift detection method: the error rate against its own best.
 *
 *     p_t = mean of the bits, s_t = sqrt(p_t (1 - p_t) / t); p_min, s_min where p_t + s_t was least, for t > warmStart
 *     warning when p_t + s_t > p_min + warningThreshold * s_min
 *     drift   when p_t + s_t > p_min + driftThreshold * s_min
 *
 * Symbols: bits are 1 for a wrong prediction; the thresholds count standard errors.
 * Input: 0 or 1, or errors scaled to [0, 1]; s is taken as 0 outside. Warm-up: `warmStart` values. State: 7 numbers.
 * Cost: O(1) per sample.
 * Use for: comparing with published results. Not for: metrics; falls of the error rate, which it ignores; changes after
 * a long stable time, which are found late; streams that start without an error: the first error is then a drift.
 *
 * @param options.warmStart        values before a check. @default 30 (river 0.26.1; MOA checks from the 29th)
 * @param options.warningThreshold standard errors for a warning. @default 2 (river 0.26.1)
 * @param options.driftThreshold   standard errors for a drift. @default 3 (river 0.26.1)
 * @example
 * ```ts @import.meta.vitest
 * const options = { warmStart: 30, warningThreshold: 2, driftThreshold: 3 };
 * const state = ddm.init(options);
 * const stream = [...Array<number>(200).fill(0), 1];
 * expect(stream.findIndex((x) => ddm.update(state, x, options) === 'drift')).toBe(200);
 * ```
 * @see Gama, J. et al. (2004). Learning with drift detection. SBIA 2004, LNCS 3171, 286-295.
 * Checked against: test/reference/ddm__default.json and __v1.json (river 0.26.1).
 */
export const ddm: Detector<DdmOptions, DdmState> = {
  name: 'ddm',
  summary: 'the error rate against its own best, in standard errors',
  input: 'error-bit',
  findsChange: true,
  parameters: {
    warmStart: {
      type: 'integer',
      default: 30,
      min: 0,
      aliases: ['minNumInstances'],
      doc: 'values before a check',
      source: 'river 0.26.1',
    },
    warningThreshold: {
      type: 'number',
      default: 2,
      min: 0,
      aliases: ['warning', 'warningLevel'],
      doc: 'standard errors for a warning',
      source: 'river 0.26.1',
    },
    driftThreshold: {
      type: 'number',
      default: 3,
      min: 0,
      aliases: ['drift', 'driftLevel'],
      doc: 'standard errors for a drift',
      source: 'river 0.26.1',
    },
  },
  check: ({ warningThreshold, driftThreshold }) =>
    warningThreshold <= driftThreshold
      ? []
      : [`Expected \`warningThreshold\` (${warningThreshold}) to be at most \`driftThreshold\` (${driftThreshold})`],
  init: () => ({ n: 0, p: 0, s: 0, pMin: null, sMin: null, warning: false, drift: false }),
  update(state, x, options) {
    if (state.drift) Object.assign(state, ddm.init(options));
    const n = (state.n += 1);
    const p = (state.p = saturate(state.p + (1 / n) * (x - state.p)));
    const spread = p * (1 - p);
    const s = (state.s = spread > 0 ? Math.sqrt(spread / n) : 0);
    if (n <= options.warmStart) return 'warming-up';
    if (state.pMin === null || state.sMin === null || p + s <= state.pMin + state.sMin) {
      state.pMin = p;
      state.sMin = s;
    }
    state.drift = p + s > state.pMin + options.driftThreshold * state.sMin;
    state.warning = !state.drift && p + s > state.pMin + options.warningThreshold * state.sMin;
    return state.drift ? 'drift' : state.warning ? 'warning' : 'stable';
  },
  carryOn(state) {
    state.drift = false;
  },
  read: (state, options) => ({
    statistic: state.n ? saturate(state.p + state.s) : null,
    limit:
      state.pMin === null || state.sMin === null ? null : saturate(state.pMin + options.driftThreshold * state.sMin),
    fires: 'above',
    n: state.n,
  }),
};
