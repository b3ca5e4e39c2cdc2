import type { Detector, Reading } from './detector.ts';
import { countOfRows, rowsOf, significance, usualSignificance } from './rows-behind.ts';
import { chanceOfMean } from '../stats/chance-of-mean.ts';
import { metricLabel, metricWords, type MetricWords } from '../terms/metric-kinds.ts';
import type { Sampled } from '../stats/sampled.ts';

export interface LimitOptions {
  below?: number;
  above?: number;
  significance?: number;
}

export interface LimitState {
  n: number;
  last: number | null;
  /** Rows that it is the mean of; absent when nobody has counted. */
  rows?: number;
}

/**
 * Static limit: judges every observation on its own.
 *
 *     drift when x < below or x > above
 *
 * Symbols: x, below, above in the metric's own unit.
 * Rows: of a value with `n`, the mean of n rows, it is also asked how often chance puts it so far beyond the bound
 * though the truth stands at the bound: at most `significance`, or it does not fire. Shares such as accuracy by the
 * binomial distribution, other metrics by Student's t with the variance that the sum of squares gives; without one as
 * above.
 * Input: finite numbers. Warm-up: none. State: 2 numbers. Cost: O(1) per sample.
 * Use for: hard floors that nobody may cross, p-values and distances that an upstream test already computed.
 * Not for: noisy metrics near their limit, where it fires on every outlier (use `ewma-limit` or `patience`).
 *
 * @param options.below fires under this value; equality does not fire
 * @param options.above fires over this value; equality does not fire
 * @param options.significance chance at most that a value with `n` is beyond the bound by luck. @default 0.01 (one in
 *                             100)
 * @example
 * ```ts @import.meta.vitest
 * const options = { below: 0.9 };
 * const state = limit.init(options);
 * expect(limit.update(state, 0.95, options)).toBe('stable');
 * expect(limit.update(state, 0.8, options)).toBe('drift');
 * ```
 * @see Shewhart, W. A. (1931). Economic control of quality of manufactured product. Van Nostrand.
 * Checked against: the definition itself, test/detectors/limit.test.ts.
 */
export const limit: Detector<LimitOptions, LimitState> = {
  name: 'limit',
  summary: 'every observation against a fixed bound',
  input: 'metric',
  judgesRows: true,
  parameters: {
    below: { type: 'number', optional: true, doc: 'fires under this value' },
    above: { type: 'number', optional: true, doc: 'fires over this value' },
    significance,
  },
  check(options, direction) {
    const faults: string[] = [];
    if (options.below === undefined && options.above === undefined)
      faults.push('Expected `below` or `above` to be given');
    if (direction === 'higher-is-better' && options.above !== undefined)
      faults.push(`Expected \`below\` for a metric where higher is better, got \`above: ${options.above}\``);
    if (direction === 'lower-is-better' && options.below !== undefined)
      faults.push(`Expected \`above\` for a metric where lower is better, got \`below: ${options.below}\``);
    if (options.below !== undefined && options.above !== undefined && options.below >= options.above)
      faults.push(`Expected \`below\` (${options.below}) to be less than \`above\` (${options.above})`);
    return faults;
  },
  init: () => ({ n: 0, last: null }),
  update(state, x, options, sampled) {
    state.n += 1;
    state.last = x;
    if (sampled) state.rows = sampled.n;
    else if (state.rows !== undefined) delete state.rows;
    return isBeyond(x, options, sampled) ? 'drift' : 'stable';
  },
  read(state, options) {
    const nearer = nearerBound(state.last, options);
    const { n, last: statistic } = state;
    return { statistic, limit: nearer.limit, fires: nearer.fires, n, restsOn: Math.min(n, 1), ...rowsOf(state.rows) };
  },
  describe: (metric, reading, _, words) => describeCrossing(metric, reading, words),
};

/** `accuracy 0.8000 below threshold 0.9500`: the wording that operators grep for. */
export function describeCrossing(metric: string, reading: Reading, words: MetricWords = metricWords): string {
  const [value, limit] = words.against(metric, reading.statistic ?? Number.NaN, reading.limit ?? Number.NaN);
  const rows = reading.rows === undefined ? '' : `, a mean of ${countOfRows(reading.rows)}`;
  return `${metricLabel(metric)} ${value} ${reading.fires} threshold ${limit}${rows}`;
}

/** Strictly outside the given bounds, and by more than chance makes of the rows behind it. */
export function isBeyond(x: number, options: LimitOptions, sampled: Sampled | undefined): boolean {
  if (!isOutside(x, options)) return false;
  if (!sampled) return true;
  const side = options.below !== undefined && x < options.below ? 'below' : 'above';
  const chance = chanceOfMean(x, options[side] as number, side, sampled);
  return chance === null || chance <= (options.significance ?? usualSignificance);
}

/** Whether `x` is strictly outside the given bounds. */
export function isOutside(x: number, options: LimitOptions): boolean {
  return (options.below !== undefined && x < options.below) || (options.above !== undefined && x > options.above);
}

/** The bound that `x` has crossed, or is nearest to crossing. */
export function nearerBound(
  x: number | null,
  options: LimitOptions
): { limit: number | null; fires: 'above' | 'below' } {
  const { below, above } = options;
  if (above === undefined) return { limit: below ?? null, fires: 'below' };
  if (below === undefined) return { limit: above, fires: 'above' };
  return x !== null && above - x < x - below ? { limit: above, fires: 'above' } : { limit: below, fires: 'below' };
}
