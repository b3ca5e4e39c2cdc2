import type { Detector } from './detector.ts';
import { metricLabel } from '../terms/metric-kinds.ts';
import { saturate } from '../stats/saturate.ts';
import { numberBytes, usualStateBytes } from './state-bytes.ts';

export interface WindowDecayOptions {
  sampleWindow: number;
  threshold: number;
  mode: 'fall' | 'rise';
}

export interface WindowDecayState {
  /** The window, oldest value at `next % window.length` once it is full. */
  window: number[];
  /** Where the next value goes. */
  next: number;
  sum: number;
  /** Decay at the last full window, for display. */
  decay: number | null;
}

/**
 * Window decay: how far the mean of a window has moved from the window's own oldest value.
 *
 *     decay = x_{t-W+1} - mean(x_{t-W+1}, ..., x_t)      (mode 'fall'; negated for 'rise')
 *     drift when the window is full and decay >= threshold; the window is then cleared
 *
 * Symbols: x, threshold in the metric's own unit; W = `sampleWindow` observations.
 * Input: finite numbers in arrival order. Warm-up: W values, again after each alarm. State: W numbers. Cost: O(1)
 * amortised.
 * Use for: a slow decay within one window.
 * Not for: noisy metrics, because one high value at the window's start is enough (use `cusum` or `page-hinkley`).
 *
 * @param options.sampleWindow length of the window W. @default 50
 * @param options.threshold    decay that fires, a difference in the metric's unit. @default 0.05
 * @param options.mode         'fall' watches for smaller values, 'rise' for larger. @default by the metric's direction
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
  },
  stateBytes: ({ sampleWindow }) => usualStateBytes + sampleWindow * numberBytes,
  init: () => ({ window: [], next: 0, sum: 0, decay: null }),
  update(state, x, options) {
    push(state, x, options.sampleWindow);
    if (state.window.length < options.sampleWindow) return 'warming-up';
    const oldest = state.window[state.next] ?? x;
    const fall = saturate(oldest - state.sum / options.sampleWindow);
    state.decay = options.mode === 'rise' ? -fall : fall;
    if (state.decay < options.threshold) return 'stable';
    state.window = [];
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
  if (state.next === 0) state.sum = state.window.reduce((sum, value) => saturate(sum + value), 0);
}
