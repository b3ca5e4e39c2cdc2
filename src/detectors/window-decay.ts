import type { Detector } from './detector.ts';
import { rowsOf, significance, usualSignificance } from './rows-behind.ts';
import { normalQuantile } from '../stats/normal.ts';
import type { Sampled } from '../stats/sampled.ts';
import { metricLabel } from '../terms/metric-kinds.ts';
import { saturate } from '../stats/saturate.ts';
import { sum } from '../stats/moments.ts';
import { numberBytes, usualStateBytes } from './defaults.ts';

export interface WindowDecayOptions {
  sampleWindow: number;
  threshold: number;
  mode: 'fall' | 'rise';
  significance?: number;
}

export interface WindowDecayState {
  /** The window, oldest value at `next % window.length` once it is full. */
  window: number[];
  /** Where the next value goes. */
  next: number;
  sum: number;
  /** Decay at the last full window, for display. */
  decay: number | null;
  /** Once a value has come with `n`: the rows of each value of the window. */
  rows?: number[];
  /** Newest variance of a row. */
  variance?: number | null;
  isShare?: boolean;
}

/**
 * Window decay: how far the mean of a window has moved from the window's own oldest value.
 *
 *     decay = x_{t-W+1} - mean(x_{t-W+1}, ..., x_t)      (mode 'fall'; negated for 'rise')
 *     drift when the window is full and decay >= threshold; the window is then cleared
 *
 * Symbols: x, threshold in the metric's own unit; W = `sampleWindow` observations.
 * Rows: once a value has come with `n`, the mean is weighted by them, and the decay must also be more than chance makes
 * of the oldest value's rows, by the normal distribution at `significance`; a value without `n` weighs as the window's
 * mean.
 * Input: finite numbers in arrival order. Warm-up: W values, again after each alarm. State: W numbers. Cost: O(1)
 * amortised.
 * Use for: a slow decay within one window.
 * Not for: noisy metrics, because one high value at the window's start is enough (use `cusum` or `page-hinkley`).
 *
 * @param options.sampleWindow length of the window W. @default 50
 * @param options.threshold    decay that fires, a difference in the metric's unit. @default 0.05
 * @param options.mode         'fall' watches for smaller values, 'rise' for larger. @default by the metric's direction
 * @param options.significance chance at most that values with `n` decay so far by luck. @default 0.01
 * @example
 * ```ts @import.meta.vitest
 * const options = { sampleWindow: 4, threshold: 0.05, mode: 'fall' as const };
 * const state = windowDecay.init(options);
 * const verdicts = [0.9, 0.85, 0.8, 0.8].map((x) => windowDecay.update(state, x, options));
 * expect(verdicts.at(-1)).toBe('drift');
 * expect(windowDecay.read(state, options).statistic).toBeCloseTo(0.0625, 12);
 * ```
 * @see Gama, J. et al. (2014). A survey on concept drift adaptation. ACM Computing Surveys 46(4), section 3.2 (two
 * windows).
 * Checked against: the definition on the whole window, test/detectors/window-decay.test.ts.
 */
export const windowDecay: Detector<WindowDecayOptions, WindowDecayState> = {
  name: 'window-decay',
  summary: "a window's mean against the window's oldest value",
  input: 'metric',
  actsOnAlarm: true,
  judgesRows: true,
  parameters: {
    sampleWindow: { type: 'integer', default: 50, min: 2, max: 5_000, doc: 'length of the window, in observations' },
    threshold: {
      type: 'number',
      default: 0.05,
      min: 0,
      exclusiveMin: true,
      doc: "decay that fires, in the metric's unit",
    },
    mode: {
      type: 'choice',
      values: ['fall', 'rise'],
      byDirection: { 'higher-is-better': 'fall', 'lower-is-better': 'rise' },
      doc: "'fall' watches for smaller values, 'rise' for larger",
    },
    significance,
  },
  stateBytes: ({ sampleWindow }) => usualStateBytes + sampleWindow * (numberBytes + rowsBytes),
  init: () => ({ window: [], next: 0, sum: 0, decay: null }),
  update(state, x, options, sampled) {
    if (sampled || state.rows) weigh(state, sampled, options.sampleWindow);
    push(state, x, options.sampleWindow);
    if (state.window.length < options.sampleWindow) return 'warming-up';
    const oldest = state.window[state.next] ?? x;
    const mean = state.rows ? weightedMean(state.window, state.rows) : state.sum / options.sampleWindow;
    const fall = saturate(oldest - mean);
    state.decay = options.mode === 'rise' ? -fall : fall;
    if (state.decay < Math.max(options.threshold, leastDecay(state, mean, options))) return 'stable';
    state.window = [];
    if (state.rows) state.rows = [];
    state.next = 0;
    state.sum = 0;
    return 'drift';
  },
  read: (state, options) => ({
    statistic: state.decay,
    limit: options.threshold,
    fires: 'above',
    // The decay is that of the last full window, also after an alarm has cleared it.
    n: state.decay === null ? state.window.length : options.sampleWindow,
    ...rowsOf(state.rows?.length ? sum(state.rows) : undefined),
  }),
  describe: (metric, reading, options) =>
    `${metricLabel(metric)} decayed by ${(100 * (reading.statistic ?? 0)).toFixed(2)}% over last ${options.sampleWindow} samples`,
};

// --- internal ---

/** Adds to the ring. The sum is recomputed once a round, so that rounding errors never accumulate. */
function push(state: WindowDecayState, x: number, size: number): void {
  if (state.window.length < size) {
    state.window.push(x);
    state.sum = saturate(state.sum + x);
    return;
  }
  state.sum = saturate(state.sum + saturate(x - (state.window[state.next] ?? 0)));
  state.window[state.next] = x;
  state.next = (state.next + 1) % size;
  if (state.next === 0) state.sum = state.window.reduce((all, value) => saturate(all + value), 0);
}

/** Most bytes of a number of rows of four digits. */
const rowsBytes = 11;
const mostRows = 1e9;

/** Notes the rows of the value that comes next, at the place where it will stand. */
function weigh(state: WindowDecayState, sampled: Sampled | undefined, size: number): void {
  const rows = (state.rows ??= state.window.map(() => sampled?.n ?? 1));
  const n = sampled?.n ?? (rows.length > 0 ? sum(rows) / rows.length : 1);
  rows[state.window.length < size ? state.window.length : state.next] = Number(Math.min(n, mostRows).toPrecision(4));
  if (!sampled) return;
  state.variance = sampled.variance;
  state.isShare = sampled.isShare;
}

function weightedMean(values: readonly number[], rows: readonly number[]): number {
  return values.reduce((all, x, i) => saturate(all + x * (rows[i] as number)), 0) / sum(rows);
}

/** What chance alone makes of the distance between the oldest value and the mean of all, itself among them. */
function leastDecay(state: WindowDecayState, mean: number, options: WindowDecayOptions): number {
  const { rows, isShare = false, variance = null } = state;
  if (!rows) return 0;
  const all = sum(rows);
  // As if one more row had been right and one wrong: no share is certain.
  const share = (mean * all + 1) / (all + 2);
  const own = isShare ? Math.max(0, share * (1 - share)) : (variance ?? 0);
  const error = Math.sqrt(own * Math.max(0, 1 / (rows[state.next] as number) - 1 / all));
  return -normalQuantile(options.significance ?? usualSignificance) * error;
}
