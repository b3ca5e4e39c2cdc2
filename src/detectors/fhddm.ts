import type { Detector } from './detector.ts';
import { logInverse } from '../stats/log-inverse.ts';
import { saturate } from '../stats/saturate.ts';
import { numberBytes, usualStateBytes } from './defaults.ts';

export interface FhddmOptions {
  slidingWindowSize: number;
  confidenceLevel: number;
  shortWindowSize?: number;
}

export interface FhddmState {
  /** The newest values, a ring. */
  window: number[];
  /** Where the next value goes. */
  next: number;
  /** Values in the sum: between updates one less than the window, once it has been full. */
  filled: number;
  sum: number;
  shortSum: number;
  /** Best rate of the window, and of its newest part. */
  max: number;
  shortMax: number;
  /** The newest rates, kept for showing. */
  rate: number;
  shortRate: number;
  drift: boolean;
}

/**
 * FHDDM: the rate of correct predictions in a sliding window against its own best, by Hoeffding's bound.
 *
 *     u_t = mean of the newest n values, u_max = max u
 *     drift when u_max - u_t > sqrt(ln(1 / confidenceLevel) / (2 n))
 *
 * Symbols: n = `slidingWindowSize`; with `shortWindowSize` the newest values alone are tested too, and either fires.
 * Input: 1 for a CORRECT prediction, 0 for a wrong one: a fall of the rate of ones fires, despite river's docstring.
 * Warm-up: n values. State: n + 9 numbers. Cost: O(1) per sample.
 * Use for: sudden falls of accuracy, prediction by prediction. Not for: gains, which it ignores; small changes: with
 * the defaults the rate has to fall by .26; metrics.
 *
 * @param options.slidingWindowSize length n of the window. @default 100 (river 0.26.1)
 * @param options.confidenceLevel   probability of a false alarm. @default 0.000001 (river 0.26.1)
 * @param options.shortWindowSize   length of the short window, at most n; absent: only the long one
 * @example
 * ```ts @import.meta.vitest
 * const options = { slidingWindowSize: 100, confidenceLevel: 0.000001 };
 * const state = fhddm.init(options);
 * const stream = [...Array<number>(200).fill(1), ...Array<number>(100).fill(0)];
 * expect(stream.findIndex((x) => fhddm.update(state, x, options) === 'drift')).toBe(226);
 * ```
 * @see Pesaranghader, A.; Viktor, H. L. (2016). Fast Hoeffding drift detection method for evolving data streams.
 * ECML PKDD 2016, LNCS 9852, 96-111.
 * Checked against: test/reference/fhddm__v0.json (river 0.26.1).
 */
export const fhddm: Detector<FhddmOptions, FhddmState> = {
  name: 'fhddm',
  summary: "the rate of correct predictions in a window against its own best, by Hoeffding's bound",
  input: 'correct-bit',
  findsChange: true,
  parameters: {
    slidingWindowSize: {
      type: 'integer',
      default: 100,
      min: 1,
      max: 5_000,
      aliases: ['windowSize', 'n'],
      doc: 'length of the window, in values',
      source: 'river 0.26.1',
    },
    confidenceLevel: {
      type: 'number',
      default: 0.000001,
      min: 0,
      exclusiveMin: true,
      max: 1,
      aliases: ['delta', 'c'],
      doc: 'probability of a false alarm that is accepted',
      source: 'river 0.26.1',
    },
    shortWindowSize: {
      type: 'integer',
      optional: true,
      min: 1,
      aliases: ['short'],
      doc: 'length of the short window within the long one, in values',
    },
  },
  check: ({ slidingWindowSize, shortWindowSize }) =>
    shortWindowSize === undefined || shortWindowSize <= slidingWindowSize
      ? []
      : [
          `Expected \`shortWindowSize\` (${shortWindowSize}) to be at most \`slidingWindowSize\` (${slidingWindowSize})`,
        ],
  // Usually bits, but scaled values are accepted too.
  stateBytes: ({ slidingWindowSize }) => usualStateBytes + slidingWindowSize * numberBytes,
  init: () => ({
    window: [],
    next: 0,
    filled: 0,
    sum: 0,
    shortSum: 0,
    max: 0,
    shortMax: 0,
    rate: 0,
    shortRate: 0,
    drift: false,
  }),
  update(state, x, options) {
    const size = options.slidingWindowSize;
    if (state.drift || state.window.length > size) Object.assign(state, fhddm.init(options));
    push(state, x, options);
    if (state.filled < size) return 'warming-up';
    state.rate = saturate(state.sum / size);
    if (state.max < state.rate) state.max = state.rate;
    state.drift = state.max - state.rate > bound(size, options);
    if (options.shortWindowSize !== undefined) {
      state.shortRate = saturate(state.shortSum / options.shortWindowSize);
      if (state.shortMax < state.shortRate) state.shortMax = state.shortRate;
      if (state.shortMax - state.shortRate > bound(options.shortWindowSize, options)) state.drift = true;
    }
    // The ring is full here, so there is a value.
    state.sum = saturate(state.sum - (state.window[state.next] as number));
    state.filled -= 1;
    return state.drift ? 'drift' : 'stable';
  },
  carryOn(state) {
    state.drift = false;
  },
  read(state, options) {
    const { slidingWindowSize: size, shortWindowSize: short } = options;
    if (state.window.length < size) return { statistic: null, limit: null, fires: 'above', n: state.window.length };
    const long = { statistic: saturate(state.max - state.rate), limit: bound(size, options), n: size };
    if (short === undefined) return { ...long, fires: 'above' };
    const brief = { statistic: saturate(state.shortMax - state.shortRate), limit: bound(short, options), n: short };
    return { ...(brief.statistic / brief.limit > long.statistic / long.limit ? brief : long), fires: 'above' };
  },
};

// --- internal ---

/** It depends only on the options, so the last one is cached: a root and a division would cost more than the rest. */
function bound(n: number, { confidenceLevel }: FhddmOptions): number {
  if (newest.n !== n || newest.confidenceLevel !== confidenceLevel)
    newest = { n, confidenceLevel, bound: Math.sqrt(logInverse(confidenceLevel) / (2 * n)) };
  return newest.bound;
}

let newest = { n: 0, confidenceLevel: 0, bound: 0 };

function push(state: FhddmState, x: number, options: FhddmOptions): void {
  const { slidingWindowSize: size, shortWindowSize: short } = options;
  if (short !== undefined) {
    const leaving = state.window.length < short ? 0 : (state.window[(state.next - short + size) % size] ?? 0);
    state.shortSum = saturate(state.shortSum + x - leaving);
  }
  if (state.window.length < size) state.window.push(x);
  else state.window[state.next] = x;
  state.next = state.next + 1 === size ? 0 : state.next + 1;
  state.sum = saturate(state.sum + x);
  state.filled += 1;
}
