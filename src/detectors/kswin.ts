import type { Detector } from './detector.ts';
import { createRng } from '../stats/rng.ts';
import { ksExactTail } from '../stats/ks-exact-tail.ts';
import { numberBytes, usualStateBytes } from './defaults.ts';

export interface KswinOptions {
  alpha: number;
  statSize: number;
  windowSize?: number;
  seed?: number;
}

export interface KswinState {
  /** The newest values, a ring. */
  window: number[];
  /** Where the next value goes. */
  next: number;
  /** Positions in the ring, ordered by value. */
  order: number[];
  /** Values since the last restart. */
  n: number;
  /** Greatest distance between the distribution functions, times both sizes; `null` before the first test. */
  gap: number | null;
  drift: boolean;
}

/**
 * KSWIN: the newest values against the ones before, by the Kolmogorov-Smirnov test.
 *
 *     D = max |F_recent - F_older|          drift when p(D) <= alpha and D > 0.1
 *
 * Symbols: recent = the newest `statSize` values of a window of `windowSize`, older = the others; p exact, two-sided.
 * Deterministic: all older values are compared, which for windowSize = 2 statSize is what the random form does too.
 * With `seed` a sample of `statSize` older values is drawn each time, as published. The window starts empty after an
 * alarm.
 * Input: finite numbers in arrival order. Warm-up: `windowSize` values. State: 2 windowSize numbers. Cost:
 * O(windowSize), with no sorting and no p-value per sample.
 * Use for: changes of shape that leave the mean alone. Not for: rare alarms at these defaults: the tests overlap, so
 * there is one false alarm in some 1,500 values, not in 200; small changes of the deviation (x3 is found in 5 to 20 %).
 *
 * @param options.alpha      p-value that fires. @default 0.005 (river 0.26.1)
 * @param options.statSize   newest values r. @default 30 (river 0.26.1)
 * @param options.windowSize window, more than r. @default 2 statSize (river: 100, which needs random numbers)
 * @param options.seed       draw the older values at random, from this seed; absent: compare with all of them
 * @example
 * ```ts @import.meta.vitest
 * const options = { alpha: 0.005, statSize: 30 };
 * const state = kswin.init(options);
 * const stream = Array.from({ length: 200 }, (_, i) => (i % 7) + (i < 100 ? 0 : 5));
 * expect(stream.findIndex((x) => kswin.update(state, x, options) === 'drift')).toBe(117);
 * ```
 * @see Raab, C.; Heusinger, M.; Schleif, F.-M. (2020). Reactive soft prototype computing for concept drift streams.
 * Neurocomputing 416, 340-351.
 * Checked against: test/reference/kswin2r__v0.json and __v1.json (river 0.26.1); kswin_seeded__a0.005.json by
 * distribution.
 */
export const kswin: Detector<KswinOptions, KswinState> = {
  name: 'kswin',
  summary: 'the newest values against the ones before, by the Kolmogorov-Smirnov test',
  input: 'metric',
  findsChange: true,
  parameters: {
    alpha: {
      type: 'number',
      default: 0.005,
      min: 0,
      max: 1,
      doc: 'p-value at or under which it fires',
      source: 'river 0.26.1',
    },
    statSize: {
      type: 'integer',
      default: 30,
      min: 2,
      max: 2_000,
      doc: 'newest values compared',
      source: 'river 0.26.1',
    },
    windowSize: {
      type: 'integer',
      optional: true,
      min: 3,
      max: 5_000,
      doc: 'values kept, more than `statSize`; twice as many when absent',
    },
    seed: {
      type: 'integer',
      optional: true,
      doc: 'draw `statSize` of the older values at random each time; absent: compare with all of them',
    },
  },
  check(options) {
    const { statSize, seed } = options;
    const older = windowOf(options) - statSize;
    if (older < 1) return [`Expected \`windowSize\` (${windowOf(options)}) to be more than \`statSize\` (${statSize})`];
    if (seed !== undefined && older < statSize)
      return [
        `Expected \`windowSize\` (${windowOf(options)}) to be at least twice \`statSize\` (${statSize}) with a \`seed\`: that many are drawn`,
      ];
    return [];
  },
  // Values, and places of up to four digits.
  stateBytes: (options) => usualStateBytes + windowOf(options) * (numberBytes + 5),
  init: () => ({ window: [], next: 0, order: [], n: 0, gap: null, drift: false }),
  update(state, x, options) {
    const size = windowOf(options);
    if (state.drift || state.window.length > size) Object.assign(state, kswin.init(options));
    state.n += 1;
    push(state, x, size);
    if (state.window.length < size) return 'warming-up';
    const recent = options.statSize;
    const older = options.seed === undefined ? size - recent : recent;
    state.gap = options.seed === undefined ? gapToAll(state, recent) : gapToSample(state, recent, options.seed);
    state.drift = state.gap >= criticalGap(options.alpha, older, recent);
    return state.drift ? 'drift' : 'stable';
  },
  carryOn(state) {
    state.drift = false;
  },
  read(state, options) {
    const recent = options.statSize;
    if (state.gap === null) return { statistic: null, limit: null, fires: 'below', n: state.window.length };
    const older = options.seed === undefined ? windowOf(options) - recent : recent;
    return {
      statistic: ksExactTail(state.gap, older, recent),
      limit: options.alpha,
      fires: 'below',
      n: older + recent,
    };
  },
};

// --- internal ---

/** Distances up to this never fire, whatever their p-value (river 0.26.1). */
const leastDistance = 0.1;

const windowOf = (options: KswinOptions): number => options.windowSize ?? 2 * options.statSize;

/** Adds a value to the ring and its position to the order. */
function push(state: KswinState, x: number, size: number): void {
  const { window, order } = state;
  const place = window.length < size ? window.length : state.next;
  let hole = order.length;
  if (window.length < size) {
    window.push(x);
    order.push(place);
  } else {
    hole = order.indexOf(place);
    window[place] = x;
    state.next = place + 1 === size ? 0 : place + 1;
  }
  while (hole > 0 && (window[order[hole - 1] as number] as number) > x) {
    order[hole] = order[hole - 1] as number;
    hole -= 1;
  }
  while (hole < order.length - 1 && (window[order[hole + 1] as number] as number) < x) {
    order[hole] = order[hole + 1] as number;
    hole += 1;
  }
  order[hole] = place;
}

/** max |recent i - older j| over the merged order, which is D times both sizes. */
function gapToAll(state: KswinState, recent: number): number {
  const { window, order, next } = state;
  const size = window.length;
  const older = size - recent;
  let height = 0;
  let gap = 0;
  let value = window[order[0] as number] as number;
  for (let k = 0; k < size; k++) {
    const place = order[k] as number;
    const x = window[place] as number;
    if (x !== value) {
      if (height > gap) gap = height;
      else if (-height > gap) gap = -height;
      value = x;
    }
    const age = place < next ? place - next + size : place - next;
    height += age < older ? recent : -older;
  }
  return gap;
}

/**
 * The same with `recent` of the older values, drawn without replacement. Draw number n of a seed is always the same.
 */
function gapToSample(state: KswinState, recent: number, seed: number): number {
  const { window, order, next } = state;
  const size = window.length;
  const older = size - recent;
  const rng = createRng(seed, state.n);
  // Knuth's selection sampling: every subset of that size is equally likely, and one pass suffices.
  const drawn = new Uint8Array(older);
  for (let age = 0, missing = recent; age < older && missing > 0; age++)
    if ((older - age) * rng.uniform() < missing) {
      drawn[age] = 1;
      missing -= 1;
    }
  let height = 0;
  let gap = 0;
  let value = window[order[0] as number] as number;
  for (let k = 0; k < size; k++) {
    const place = order[k] as number;
    const x = window[place] as number;
    if (x !== value) {
      gap = Math.max(gap, Math.abs(height));
      value = x;
    }
    const age = place < next ? place - next + size : place - next;
    if (age >= older) height -= recent;
    else if (drawn[age] === 1) height += recent;
  }
  return gap;
}

/** The smallest gap that fires. It depends only on the options, so it is found once, by bisection, and cached. */
function criticalGap(alpha: number, older: number, recent: number): number {
  if (newest.alpha === alpha && newest.older === older && newest.recent === recent) return newest.gap;
  const key = `${alpha}/${older}/${recent}`;
  let gap = known.get(key);
  if (gap === undefined) {
    let low = Math.floor(leastDistance * older * recent);
    let high = older * recent + 1;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (ksExactTail(middle, older, recent) <= alpha) high = middle;
      else low = middle;
    }
    gap = high;
    if (known.size >= 100) known.clear();
    known.set(key, gap);
  }
  newest = { alpha, older, recent, gap };
  return gap;
}

const known = new Map<string, number>();
let newest = { alpha: -1, older: 0, recent: 0, gap: 0 };
