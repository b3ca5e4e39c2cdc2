import type { Detector } from './detector.ts';
import { describeCrossing, isBeyond, isOutside, limit, nearerBound, type LimitOptions } from './limit.ts';
import { joinDegrees, rowsOf, significance } from './rows-behind.ts';
import type { Sampled } from '../stats/sampled.ts';

export interface PatienceOptions extends LimitOptions {
  patience: number;
}

export interface PatienceState {
  /** Values in the window, at most `patience`. */
  filled: number;
  /** How many of the newest values in a row are beyond the limit. */
  run: number;
  last: number | null;
  /** The run as one mean; `null` when one of its values has no `n`, absent while there is no run of such. */
  pool?: (Sampled & { mean: number }) | null;
}

/**
 * Patience: the last N values are all beyond a fixed limit.
 *
 *     drift when x_{t-N+1}, ..., x_t are all < below (or all > above); the window is then cleared
 *
 * Symbols: x, below, above in the metric's own unit; N = `patience` observations.
 * Rows: the values of a run that all have `n` are also taken together, as one mean of all their rows: that is beyond
 * the bound by chance at most once in 1/`significance` (see `limit`), or the run has to grow.
 * Input: finite numbers in arrival order. Warm-up: N values, again after each alarm. State: 3 numbers. Cost: O(1).
 * Use for: rules that people can repeat from memory ("three bad days in a row").
 * Not for: small shifts: a one-sigma drop against a three-sigma limit is found after some 2,000 values; put patience on
 * an average instead (`ewma-limit`, or a rule with `m of n`).
 *
 * @param options.patience length of the run. @default 3 (SageMaker's M of N, practice)
 * @param options.below values under this count
 * @param options.above values over this count
 * @param options.significance chance at most that a run of values with `n` is beyond its bound by luck. @default 0.01
 * @example
 * ```ts @import.meta.vitest
 * const options = { below: 0.9, patience: 3 };
 * const state = patience.init(options);
 * const verdicts = [0.8, 0.8, 0.8, 0.8].map((x) => patience.update(state, x, options));
 * expect(verdicts).toEqual(['warming-up', 'warming-up', 'drift', 'warming-up']);
 * ```
 * @see Western Electric (1956). Statistical quality control handbook (runs rules).
 * Checked against: a window that is kept and scanned, test/detectors/patience.test.ts.
 */
export const patience: Detector<PatienceOptions, PatienceState> = {
  name: 'patience',
  summary: 'the last N values all beyond a fixed bound',
  input: 'metric',
  judgesRows: true,
  actsOnAlarm: true,
  parameters: {
    patience: { type: 'integer', default: 3, min: 1, max: 10_000, doc: 'length of the run, in observations' },
    below: { type: 'number', optional: true, doc: 'values under this count' },
    above: { type: 'number', optional: true, doc: 'values over this count' },
    significance,
  },
  check: (options, direction) => limit.check?.(options, direction) ?? [],
  init: () => ({ filled: 0, run: 0, last: null }),
  update(state, x, options, sampled) {
    state.last = x;
    state.filled = Math.min(state.filled + 1, options.patience);
    state.run = isOutside(x, options) ? state.run + 1 : 0;
    const { pool } = state;
    if (state.run === 0) delete state.pool;
    else if (sampled || pool !== undefined)
      state.pool = pooled(state.run === 1 ? undefined : (pool ?? null), x, sampled);
    const isSure = !state.pool || isBeyond(state.pool.mean, options, state.pool);
    if (state.run >= options.patience && isSure) {
      state.filled = 0;
      state.run = 0;
      return 'drift';
    }
    return state.filled < options.patience ? 'warming-up' : 'stable';
  },
  read(state, options) {
    const nearer = nearerBound(state.last, options);
    // An alarm has cleared the window, but it is the window that the alarm rests on.
    const hasJustFired = state.last !== null && state.filled === 0;
    const n = hasJustFired ? options.patience : state.run;
    const waited = { beyond: n, atLeast: options.patience, of: options.patience };
    return {
      statistic: state.last,
      limit: nearer.limit,
      fires: nearer.fires,
      n,
      ...rowsOf(state.pool?.n),
      patience: waited,
    };
  },
  describe: (metric, reading, options, words) =>
    `${describeCrossing(metric, reading, words)} for ${options.patience} values in a row`,
};

// --- internal ---

function pooled(
  before: PatienceState['pool'],
  x: number,
  sampled: Sampled | undefined
): NonNullable<PatienceState['pool']> | null {
  if (!sampled || before === null) return null;
  if (before === undefined) return { ...sampled, mean: x };
  const n = before.n + sampled.n;
  const share = sampled.n / n;
  const isKnown = before.variance !== null && sampled.variance !== null;
  const together = { ...before };
  joinDegrees(together, sampled, share);
  return {
    n,
    mean: before.mean + share * (x - before.mean),
    variance: isKnown ? before.variance! + share * (sampled.variance! - before.variance!) : null,
    isShare: sampled.isShare,
    ...(together.degrees === undefined ? {} : { degrees: together.degrees }),
  };
}
