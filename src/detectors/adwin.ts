import type { Detector } from './detector.ts';
import { addToHistogram, dropOldest, emptyRow, type ExponentialHistogram } from './exponential-histogram.ts';
import { isHarmless, shortcutOf, type Shortcut } from './adwin-shortcut.ts';
import { saturate } from '../stats/saturate.ts';
import { numberBytes, usualStateBytes } from './defaults.ts';

export interface AdwinOptions {
  delta: number;
  clock: number;
  maxBuckets: number;
  minWindowLength: number;
  gracePeriod: number;
}

export interface AdwinState extends ExponentialHistogram {
  tick: number;
  /** Difference and bound at the cut that fired. */
  gap: number;
  bound: number;
  drift: boolean;
}

/**
 * ADWIN: a window that grows as long as no cut shows two different means.
 *
 *     drift when at some cut |mean0 - mean1| > sqrt(2 m v L) + 2/3 m L
 *     m = 1 / (n0 - minWindowLength + 1) + 1 / (n1 - minWindowLength + 1), L = ln(2 ln(n) / delta), v = variance of the window
 *
 * Symbols: n0, n1, mean0, mean1 of the older and the newer part, n = n0 + n1. Checked every `clock` values, at the
 * borders of an exponential histogram, where n0 and n1 are at least `minWindowLength`. The window restarts after an
 * alarm.
 * Input: finite numbers in arrival order. Once a sum of squares overflows (values beyond 1e154) no cut can be judged
 * until a restart. Warm-up: `gracePeriod`. State: 2 numbers a bucket, O(log n) buckets. Cost: O(log n / clock)
 * amortised.
 * Use for: shifts of unknown size and time when nobody wants to choose a limit; error bits. Not for: metrics with a
 * small spread, raw: the last term assumes a range of 1 (behind `standardize`, with clock 1 and delta 1e-4, it is one
 * of the best); streams where a delay of 31 values matters: clock 1 checks at once.
 *
 * @param options.delta           accepted probability of a false cut. @default 0.002 (river 0.26.1)
 * @param options.clock           values between checks. @default 32 (river 0.26.1)
 * @param options.maxBuckets      buckets of one size. @default 5 (river 0.26.1)
 * @param options.minWindowLength least length of a part. @default 5 (river 0.26.1)
 * @param options.gracePeriod     values before the first check. @default 10 (river 0.26.1)
 * @example
 * ```ts @import.meta.vitest
 * const options = { delta: 0.002, clock: 32, maxBuckets: 5, minWindowLength: 5, gracePeriod: 10 };
 * const state = adwin.init(options);
 * const stream = [...Array<number>(1000).fill(0), ...Array<number>(1000).fill(1)];
 * expect(stream.findIndex((x) => adwin.update(state, x, options) === 'drift')).toBe(1023);
 * ```
 * @see Bifet, A.; Gavalda, R. (2007). Learning from time-changing data with adaptive windowing. SDM 2007, 443-448.
 * Checked against: test/reference/adwin__default.json, __v1.json and __v2.json (river 0.26.1; the paper keeps the newer
 * part after an alarm, which alarms again).
 */
export const adwin: Detector<AdwinOptions, AdwinState> = {
  name: 'adwin',
  summary: 'a window that grows until two parts of it have different means',
  input: 'metric',
  actsOnAlarm: true,
  findsChange: true,
  parameters: {
    delta: {
      type: 'number',
      default: 0.002,
      min: 0,
      exclusiveMin: true,
      max: 1,
      doc: 'accepted probability of a false cut',
      source: 'river 0.26.1',
    },
    clock: { type: 'integer', default: 32, min: 1, doc: 'values from check to check', source: 'river 0.26.1' },
    maxBuckets: { type: 'integer', default: 5, min: 2, max: 100, doc: 'buckets of one size', source: 'river 0.26.1' },
    minWindowLength: { type: 'integer', default: 5, min: 1, doc: 'least length of a part', source: 'river 0.26.1' },
    gracePeriod: {
      type: 'integer',
      default: 10,
      min: 1,
      doc: 'values before the first check',
      source: 'river 0.26.1',
    },
  },
  stateBytes: ({ maxBuckets }) => usualStateBytes + 2 * mostRows * (maxBuckets + 1) * numberBytes,
  init: ({ maxBuckets }) => ({
    width: 0,
    total: 0,
    squares: 0,
    overflowed: false,
    rowSize: maxBuckets + 1,
    counts: [0],
    totals: emptyRow(maxBuckets + 1),
    spreads: emptyRow(maxBuckets + 1),
    tick: 0,
    gap: 0,
    bound: 0,
    drift: false,
  }),
  update(state, x, options) {
    if (state.drift || state.rowSize !== options.maxBuckets + 1) {
      Object.assign(state, adwin.init(options));
      forget(state);
    }
    addToHistogram(state, x);
    state.tick += 1;
    if (state.width <= options.gracePeriod) return 'warming-up';
    if (state.tick % options.clock !== 0 || state.overflowed || state.squares < 0) return 'stable';
    if (options.clock <= mostFrequent) {
      if (isQuiet(state, options)) return 'stable';
    } else if (!findCut(state, options)) return 'stable';
    // The first cut has been found; check the rest again after dropping each bucket.
    do {
      state.drift = true;
      dropOldest(state);
    } while (findCut(state, options));
    return 'drift';
  },
  read(state, options) {
    const n = state.width;
    // An alarm drops the older part, but it is both parts that it rests on; a restart has set both numbers back.
    if (state.drift) return { statistic: state.gap, limit: state.bound, fires: 'above', n, restsOn: state.tick };
    if (n <= options.gracePeriod || state.overflowed || state.squares < 0)
      return { statistic: null, limit: null, fires: 'above', n };
    return { ...nearestCut(state, options), fires: 'above', n };
  },
};

// --- internal ---

/** Checks at least this frequent gain from a full check that serves several of them. */
const mostFrequent = 4;
/** Never part of a state: a state without a shortcut is checked in full. */
const shortcuts = new WeakMap<AdwinState, Shortcut>();
let newest: { state: AdwinState | undefined; shortcut: Shortcut | undefined } = {
  state: undefined,
  shortcut: undefined,
};

/** Whether no cut shows a change; `findCut` decides if the shortcut cannot. */
function isQuiet(state: AdwinState, options: AdwinOptions): boolean {
  const known = newest.state === state ? newest.shortcut : shortcuts.get(state);
  if (known?.delta === options.delta && isHarmless(state, known)) return true;
  if (findCut(state, options)) return false;
  const shortcut = shortcutOf(state, options.delta);
  shortcuts.set(state, shortcut);
  newest = { state, shortcut };
  return true;
}

function forget(state: AdwinState): void {
  shortcuts.delete(state);
  if (newest.state === state) newest = { state: undefined, shortcut: undefined };
}

/** Rows after 10^7 values: each further one takes twice as many. */
const mostRows = 22;
/** Rounding of a sum, as a share of it: the fast test below leaves such cases to the exact one. */
const slack = 1e-12;

/**
 * Whether some cut shows a change, from the oldest border to the newest; the first is kept as evidence.
 *
 * A test without division or root rejects nearly every cut. It is the same comparison, multiplied out, without the last
 * term of the bound and with m = 1/n0 + 1/n1, which only makes the bound smaller.
 */
function findCut(state: AdwinState, options: AdwinOptions): boolean {
  const { width, total, squares, counts, totals, rowSize } = state;
  const least = options.minWindowLength;
  const log = Math.log((2 * Math.log(width)) / options.delta);
  const product = 2 * log * squares * (1 - 1e-9);
  const margin = 2 * slack * width * (Math.sqrt(width * squares) + Math.abs(total));
  let n0 = 0;
  let sum0 = 0;
  let size = 1;
  // Doubling is about a hundred times faster than a power.
  for (let row = 1; row < counts.length; row++) size *= 2;
  for (let row = counts.length - 1; row >= 0; row--) {
    let at = row * rowSize;
    const end = at + (counts[row] as number) - (row === 0 ? 1 : 0);
    for (; at < end; at++) {
      n0 += size;
      sum0 += totals[at] as number;
      const cross = Math.abs(sum0 * width - total * n0) - margin;
      if (cross <= 0 || cross * cross <= product * n0 * (width - n0)) continue;
      if (n0 >= least && width - n0 >= least && isCut(state, n0, sum0, least, log)) return true;
    }
    size /= 2;
  }
  return false;
}

/** The comparison itself. */
function isCut(state: AdwinState, n0: number, sum0: number, least: number, log: number): boolean {
  const n1 = state.width - n0;
  const gap = Math.abs(sum0 / n0 - (state.total - sum0) / n1);
  const bound = boundAt(n0, n1, state, least, log);
  if (!(gap > bound)) return false;
  if (!state.drift) {
    state.gap = saturate(gap);
    state.bound = saturate(bound);
  }
  return true;
}

function boundAt(n0: number, n1: number, state: AdwinState, least: number, log: number): number {
  const m = 1 / (n0 - least + 1) + 1 / (n1 - least + 1);
  return Math.sqrt(2 * m * (state.squares / state.width) * log) + (2 / 3) * log * m;
}

/** The cut that is closest to its bound. */
function nearestCut(state: AdwinState, options: AdwinOptions): { statistic: number | null; limit: number | null } {
  const { width, counts, totals, rowSize } = state;
  const least = options.minWindowLength;
  const log = Math.log((2 * Math.log(width)) / options.delta);
  let nearest: { statistic: number | null; limit: number | null } = { statistic: null, limit: null };
  let share = -1;
  let n0 = 0;
  let sum0 = 0;
  for (let row = counts.length - 1; row >= 0; row--)
    for (let k = 0; k < (counts[row] ?? 0); k++) {
      n0 += 2 ** row;
      sum0 += totals[row * rowSize + k] ?? 0;
      const n1 = width - n0;
      if (n0 < least || n1 < least) continue;
      const gap = saturate(Math.abs(sum0 / n0 - (state.total - sum0) / n1));
      const bound = saturate(boundAt(n0, n1, state, least, log));
      if (gap / bound <= share) continue;
      share = gap / bound;
      nearest = { statistic: gap, limit: bound };
    }
  return nearest;
}
