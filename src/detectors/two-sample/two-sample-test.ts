import type { Parameter } from '../detector.ts';

/** Raw values, or distinct values (or labels, or the middles of histogram bins) with how often each was seen. */
export type Sample = readonly (number | string)[] | Counted;

export interface Counted {
  readonly values: readonly (number | string)[];
  readonly counts: readonly number[];
}

/** A test of two samples. Pure: the same input gives the same answer, in any order of the values. */
export interface TwoSampleTest<O extends object = Record<string, unknown>> {
  /** The name used on the command line, kebab-case. */
  readonly name: string;
  readonly summary: string;
  readonly parameters: { readonly [K in keyof O]-?: Parameter };
  check?(options: O): string[];
  /** Compares `current` with `reference`. Values that are not finite numbers are left out and counted. */
  run(reference: Sample, current: Sample, options: O): TwoSampleResult;
}

/** JSON-safe: `null` where a number is infinite or not defined. */
export interface TwoSampleResult {
  /**
   * `warming-up` when it cannot be judged, for the reason in `because`: a sample is empty, too small, or holds one
   * value.
   */
  verdict: 'drift' | 'stable' | 'warming-up';
  /** `null` when infinite: a category that the reference has never shown, under `goodness-of-fit`. */
  statistic: number | null;
  /** Probability of a statistic at least that large without drift; `null` under the rule `threshold`. */
  pValue: number | null;
  /** What the statistic must not exceed, if the rule has such a number. */
  limit: number | null;
  /** How the verdict was reached. */
  rule: Rule;
  /** Sizes of the two samples. */
  n: number;
  m: number;
  /** Values left out of both samples. */
  ignored: number;
  /** Why it cannot be judged; only there when it cannot. */
  because?: string;
}

/**
 * - `p-value`: the test's own p-value is at most alpha
 * - `chi-square`: the statistic exceeds the bound that it stays under, without drift, with probability 1 - alpha
 * - `permutation`: at most alpha of the relabellings of the pooled samples reach the statistic (of all of them for two
 *   categories in `chi-square`, of random ones otherwise)
 * - `threshold`: the statistic exceeds a fixed number that the user has set, for any sample sizes
 */
export type Rule = 'p-value' | 'chi-square' | 'permutation' | 'threshold';
