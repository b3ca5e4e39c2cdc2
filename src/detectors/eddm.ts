import type { Detector } from './detector.ts';

export interface EddmOptions {
  warmStart: number;
  alpha: number;
  beta: number;
}

export interface EddmState {
  n: number;
  errors: number;
  lastError: number;
  /** Mean distance between errors, and the sum of its squared deviations. */
  mean: number;
  squares: number;
  /** Greatest mean + 2 deviations so far; -1 before the first. */
  best: number;
  /** The newest mean + 2 deviations over `best`; 1 before the first. */
  ratio: number;
  warning: boolean;
  drift: boolean;
}

/**
 * EDDM, the early drift detection method: the distance between errors against its own best.
 *
 *     at each error: v = mean(distances) + 2 sd(distances), best = max v, for t > warmStart
 *     warning when v / best < alpha, drift when v / best < beta, after more than warmStart errors
 *
 * Symbols: distances in values, the first from the start of the stream; sd with one degree of freedom off.
 * Input: 1 for a wrong prediction; anything else is none. Warm-up: `warmStart` values and `warmStart` errors. State: 9
 * numbers. Cost: O(1) per sample.
 * Use for: comparing with published results. Not for: anything else: it alarms every 1,060 values at a constant error
 * rate of .1. A warning stays on until the next error clears it, even next to a drift (as in river).
 *
 * @param options.warmStart values, and errors, before a check. @default 30 (river 0.26.1)
 * @param options.alpha     ratio for a warning. @default 0.95 (river 0.26.1)
 * @param options.beta      ratio for a drift. @default 0.9 (river 0.26.1)
 * @example
 * ```ts @import.meta.vitest
 * const options = { warmStart: 30, alpha: 0.95, beta: 0.9 };
 * const state = eddm.init(options);
 * const stream = [...Array.from({ length: 400 }, (_, i) => (i % 10 === 9 ? 1 : 0)), ...Array<number>(50).fill(1)];
 * expect(stream.findIndex((x) => eddm.update(state, x, options) === 'drift')).toBe(448);
 * ```
 * @see Baena-Garcia, M. et al. (2006). Early drift detection method. Knowledge Discovery from Data Streams 6, 77-86.
 * Checked against: test/reference/eddm__default.json and __v1.json (river 0.26.1; MOA takes the population deviation).
 */
export const eddm: Detector<EddmOptions, EddmState> = {
  name: 'eddm',
  summary: 'the distance between errors against its own best',
  input: 'error-bit',
  findsChange: true,
  parameters: {
    warmStart: {
      type: 'integer',
      default: 30,
      min: 0,
      doc: 'values, and errors, before a check',
      source: 'river 0.26.1',
    },
    alpha: { type: 'number', default: 0.95, min: 0, max: 1, doc: 'ratio for a warning', source: 'river 0.26.1' },
    beta: { type: 'number', default: 0.9, min: 0, max: 1, doc: 'ratio for a drift', source: 'river 0.26.1' },
  },
  check: ({ alpha, beta }) =>
    alpha >= beta ? [] : [`Expected \`alpha\` (${alpha}) to be at least \`beta\` (${beta}): a warning comes first`],
  init: () => ({
    n: 0,
    errors: 0,
    lastError: 0,
    mean: 0,
    squares: 0,
    best: -1,
    ratio: 1,
    warning: false,
    drift: false,
  }),
  update(state, x, options) {
    if (state.drift) Object.assign(state, eddm.init(options));
    state.n += 1;
    if (x === 1) onError(state, options);
    // Between errors the statistic does not change.
    state.drift = state.errors > options.warmStart && state.ratio < options.beta;
    if (state.drift) return 'drift';
    if (state.errors <= options.warmStart) return 'warming-up';
    return state.warning ? 'warning' : 'stable';
  },
  carryOn(state) {
    state.drift = false;
  },
  read: (state, options) => ({
    statistic: state.best > 0 ? state.ratio : null,
    limit: state.errors > options.warmStart ? options.beta : null,
    fires: 'below',
    n: state.n,
  }),
};

// --- internal ---

function onError(state: EddmState, options: EddmOptions): void {
  const distance = state.n - state.lastError;
  const k = (state.errors += 1);
  const before = distance - state.mean;
  state.mean += before / k;
  state.squares += before * (distance - state.mean);
  state.lastError = state.n;
  if (state.n <= options.warmStart) return;
  const value = state.mean + 2 * (k > 1 ? Math.sqrt(state.squares / (k - 1)) : 0);
  if (value > state.best) {
    state.best = value;
    state.ratio = 1;
    return;
  }
  state.ratio = value / state.best;
  if (k <= options.warmStart) return;
  if (state.ratio >= options.beta) state.warning = state.ratio < options.alpha;
}
