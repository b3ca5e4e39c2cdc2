import type { Detector, Reading } from './detector.ts';
import { foldDispersion, freshDispersion, keepDispersion, type Dispersion } from './bernoulli-cusum/dispersion.ts';
import { modeParameter, type Mode } from './mode.ts';
import { planSide, type Plan, type PlanOptions } from './bernoulli-cusum/plan.ts';

export interface BernoulliCusumOptions {
  odds: number;
  every: number;
  caution: number;
  burnIn: number;
  p0?: number;
  mode: Mode;
  /** Absent in policies from before there was a choice, which go on as they went. */
  robust?: boolean;
}

/** One side: the sum since it was last at zero, the values in it, and what it adds and must not reach. */
export interface BernoulliSide extends Plan {
  value: number;
  n: number;
  sum: number;
  /** What was known of the dispersion when the sum was empty: counts where the first level ends for the better. */
  before?: Dispersion;
}

export interface BernoulliCusumState {
  /** Values of the present level, and their sum. */
  n: number;
  sum: number;
  up: BernoulliSide;
  down: BernoulliSide;
  dispersion: Dispersion;
  /** The side that is nearer to its limit: its sum and the limit; 0 before anything can fire. */
  statistic: number;
  limit: number;
}

/**
 * Bernoulli CUSUM: adds up, error by error, how much likelier a rate with other odds has become than the usual one.
 *
 *     S_t = max(0, S_{t-1} + (x_t ln(odds) - ln(1 - p + odds p)) / phi)       drift when S_t > h, on each side
 *     exp(h') - h' - 1 = every |mean increment at p| / phi,   h = h' - correction(p)
 *
 * Symbols: p the usual rate: that of all values of this level but those in the sum, moved `caution` standard errors to
 * the cautious side (Wilson's interval); phi >= 1 how much more sums of 50 and 250 values vary than independent ones
 * do. With `mode` 'both' a fall, which is good news, has five times `every` and half a standard error more. A sum that
 * rests on as many values as p does is settled: it starts again, and p learns from it.
 * Input: 0 or 1 with 1 for a wrong prediction, or errors scaled to [0, 1]. Warm-up: `burnIn` values. State: some 40
 * numbers. Cost: O(1) per sample.
 * After an alarm the level begins where the sum last left zero. A change to the side that `mode` leaves out moves the
 * level and raises no alarm. A new version keeps phi.
 * Use for: error rates whose usual value nobody knows; the smallest lasting changes. Not for: rates that swing with the
 * hour, or that still learn: a falling rate raises alarms unless `mode` is 'up'.
 *
 * @param options.odds    ratio of the odds of the smallest rate to find and the usual one; .1 to .15 is 1.6.
 *                        @default 1.6 (docs/detectors.md)
 * @param options.every   values between false alarms of one side if the rate were known. @default 100000
 *                        (docs/detectors.md: some 30,000 for both sides and a rate that is learned)
 * @param options.caution standard errors that the learned rate is moved by. @default 0.6 (docs/detectors.md)
 * @param options.burnIn  values before it judges. @default 50 (docs/detectors.md)
 * @param options.p0      the usual rate, instead of learning it
 * @param options.mode    'up', 'down' or 'both'. @default by the metric's direction
 * @param options.robust  learn phi from blocks against their neighbours, and nothing of it from an incident that the
 *                        first level was. @default true (docs/detectors.md)
 * @example
 * ```ts @import.meta.vitest
 * const { resolveOptions } = await import('./options.ts');
 * const resolved = resolveOptions(bernoulliCusum, {});
 * const options = ('options' in resolved ? resolved.options : {}) as unknown as BernoulliCusumOptions;
 * const state = bernoulliCusum.init(options);
 * const stream = Array.from({ length: 600 }, (_, i) => (i % (i < 400 ? 10 : 3) === 0 ? 1 : 0));
 * const at = stream.findIndex((x) => bernoulliCusum.update(state, x, options) === 'drift');
 * expect(at).toBeGreaterThan(400);
 * expect(at).toBeLessThan(500);
 * ```
 * @see Reynolds, M. R.; Stoumbos, Z. G. (1999). A CUSUM chart for monitoring a proportion when inspecting continuously.
 *   Journal of Quality Technology 31(1), 87-108. Wedderburn, R. W. M. (1974). Quasi-likelihood functions. Biometrika
 *   61(3), 439-447 (phi).
 * Checked against: test/reference/bernoulli_cusum.json (a plain Python program of the definition without `robust`, and
 * exact run lengths by a Markov chain), test/detectors/bernoulli-cusum.test.ts.
 */
export const bernoulliCusum: Detector<BernoulliCusumOptions, BernoulliCusumState> = {
  name: 'bernoulli-cusum',
  summary: 'the likelihood of a changed error rate against the usual one, added up error by error',
  input: 'error-bit',
  findsChange: true,
  actsOnAlarm: true,
  parameters: {
    odds: {
      type: 'number',
      default: 1.6,
      min: 1,
      exclusiveMin: true,
      max: 100,
      aliases: ['oddsRatio'],
      doc: 'ratio of the odds of the smallest rate to find and of the usual one',
      source: 'measured, docs/detectors.md',
    },
    every: {
      type: 'number',
      default: 100_000,
      min: 0,
      exclusiveMin: true,
      aliases: ['arl0', 'anos0'],
      doc: 'values between false alarms of one side if the usual rate were known',
      source: 'measured, docs/detectors.md',
    },
    caution: {
      type: 'number',
      default: 0.6,
      min: 0,
      max: 5,
      doc: 'standard errors that the learned rate is moved by to the cautious side',
      source: 'measured, docs/detectors.md',
    },
    burnIn: {
      type: 'integer',
      default: 50,
      min: 10,
      max: 100_000,
      doc: 'values before it judges',
      aliases: ['minInstances'],
    },
    p0: {
      type: 'number',
      optional: true,
      min: 0,
      exclusiveMin: true,
      max: 1,
      exclusiveMax: true,
      doc: 'the usual error rate, instead of learning it',
    },
    mode: {
      ...modeParameter,
      byDirection: { 'higher-is-better': 'down', 'lower-is-better': 'up' },
      source: "the metric's direction",
    },
    robust: {
      type: 'flag',
      default: true,
      doc: 'an incident, also one among the first values, teaches hardly anything of how much sums of neighbours vary',
    },
  },
  stateBytes: () => 1024,
  init: (options) => begin({ n: 0, sum: 0 }, freshDispersion(), options),
  update(state, sample, options) {
    const x = sample > 0 ? Math.min(1, sample) : 0;
    state.n += 1;
    state.sum += x;
    foldDispersion(state.dispersion, x, state.sum / state.n, options.robust);
    if (state.n < options.burnIn && options.p0 === undefined) {
      state.statistic = 0;
      state.limit = 0;
      return 'warming-up';
    }
    const up = advance(state, state.up, x, 1, options);
    const down = advance(state, state.down, x, -1, options);
    show(state, options.mode);
    if (up === null && down === null) return 'stable';
    const { dispersion, statistic, limit } = state;
    const kept = (up ? state.up : state.down).before;
    Object.assign(state, begin(up ?? (down as Counted), kept ? { ...kept, ended: true } : dispersion, options), {
      statistic,
      limit,
    });
    return options.mode === 'both' || (options.mode === 'up') === (up !== null) ? 'drift' : 'stable';
  },
  restart: ({ dispersion }, options) => begin({ n: 0, sum: 0 }, keepDispersion(dispersion), options),
  read({ n, statistic, limit }): Reading {
    const canFire = limit > 0;
    return { statistic: canFire ? statistic : null, limit: canFire ? limit : null, fires: 'above', n };
  },
};

// --- internal ---

interface Counted {
  n: number;
  sum: number;
}

function begin({ n, sum }: Counted, dispersion: Dispersion, options: BernoulliCusumOptions): BernoulliCusumState {
  const state = { n, sum, up: idle(), down: idle(), dispersion, statistic: 0, limit: 0 };
  if (n < options.burnIn && options.p0 === undefined) return state;
  settle(state, state.up, 1, options);
  settle(state, state.down, -1, options);
  return state;
}

function idle(): BernoulliSide {
  return { value: 0, n: 0, sum: 0, zero: 0, one: 0, limit: 0 };
}

/** Adds one value to a side; the values in it when it is beyond its limit. */
function advance(
  state: BernoulliCusumState,
  side: BernoulliSide,
  x: number,
  sign: 1 | -1,
  options: BernoulliCusumOptions
): Counted | null {
  if (side.limit === 0) {
    settle(state, side, sign, options);
    return null;
  }
  side.n += 1;
  side.sum += x;
  side.value += side.zero + x * (side.one - side.zero);
  if (side.value > side.limit) return { n: side.n, sum: side.sum };
  if (side.value <= 0 || (options.p0 === undefined && 2 * side.n > state.n)) settle(state, side, sign, options);
  return null;
}

/** An empty sum, and what it compares with from here on. */
function settle(state: BernoulliCusumState, side: BernoulliSide, sign: 1 | -1, options: BernoulliCusumOptions): void {
  side.value = 0;
  side.n = 0;
  side.sum = 0;
  const own = sign < 0 && options.mode === 'both' ? forFalls(options) : options;
  const isGood = sign > 0 === (options.mode === 'down');
  if (options.robust && isGood && !state.dispersion.ended) side.before = keepDispersion(state.dispersion);
  Object.assign(side, planSide(state.sum, state.n, sign, state.dispersion.phi, own));
}

/** Beside rises a fall is good news: it may take longer, so that it spends little of the false alarms. */
function forFalls(options: BernoulliCusumOptions): PlanOptions {
  const { odds, every, caution, p0 } = options;
  return { odds, every: 5 * every, caution: caution + 0.5, ...(p0 === undefined ? {} : { p0 }) };
}

function show(state: BernoulliCusumState, mode: Mode): void {
  const { up, down } = state;
  const side = mode === 'up' || (mode === 'both' && up.value * down.limit >= down.value * up.limit) ? up : down;
  state.statistic = side.value;
  state.limit = side.limit;
}
