import { divergenceParameters, runDivergence, type DivergenceOptions } from './divergence.ts';
import { checkJudge } from './judge.ts';
import type { TwoSampleTest } from './two-sample-test.ts';

export type PsiOptions = DivergenceOptions;

/**
 * Population stability index of two samples.
 *
 *     PSI = sum (q_b - p_b) ln(q_b / p_b)          drift when relabelled samples seldom reach it, or in full bins PSI > chi2_{B-1, 1-alpha} (1/n + 1/m)
 *
 * Symbols: p, q shares of the reference's n and the current sample's m values in bin b of B. Without drift PSI is about
 * chi-square with B - 1 degrees of freedom times (1/n + 1/m): .18 on average at B = 10, n = m = 100.
 * Input: numbers or labels, raw or counted. Cost: O((n + m) log(n + m)).
 * Use for: reports that people compare with earlier ones. Not for: fixed limits on small windows: PSI > .1 alarms on
 * 82 % of windows of 100 without any drift, on 0.3 % of windows of 500; changes among the few other values of numbers
 * that are nearly all the same (19 of 20 are 0): quantiles coincide, and the bins are that value, below and above.
 *
 * @param options.alpha     accepted probability of a false alarm. @default 0.001 (one in 1,000 comparisons)
 * @param options.rule      'auto', 'permutation' or 'chi-square'. @default 'auto' (relabels unless every bin is full,
 *                          docs/detectors.md)
 * @param options.threshold fixed limit instead, blind to the sample sizes (Evidently: 0.1, practice: 0.1 and 0.25)
 * @param options.data      'numeric', 'categorical' or 'auto'. @default 'auto' (labels as soon as one is a string)
 * @param options.binning   'quantiles' of the reference, open at the ends, and others. @default 'quantiles' (practice;
 *                          Evidently: 'sturges')
 * @param options.bins      how many. @default 10 (practice)
 * @param options.zeros     what empty bins get. @default 'floor' (0.0001; Evidently: 'evidently')
 * @param options.floor     share of an empty bin. @default 0.0001 (evidently 0.7.23; Frouros: 2.2e-308, which makes any
 *                          PSI huge)
 * @param options.rounds    relabellings at most, for 'permutation'. @default 999, or 1 / alpha - 1 (the least that can
 *                          decide)
 * @param options.seed      of the relabellings. @default 1 (any)
 * @example
 * ```ts @import.meta.vitest
 * const options = { alpha: 0.001, rule: 'chi-square' as const, data: 'auto' as const, binning: 'values' as const, bins: 10, zeros: 'floor' as const, floor: 1e-4, rounds: 999, seed: 1 };
 * const result = psi.run({ values: ['a', 'b'], counts: [50, 50] }, { values: ['a', 'b'], counts: [25, 75] }, options);
 * expect(result.statistic).toBeCloseTo(0.25 * Math.log(3), 12);
 * expect(result.limit).toBeCloseTo(10.827566170662733 * 0.02, 9);
 * ```
 * @see Yurdakul, B. (2018). Statistical properties of population stability index. Western Michigan University.
 * Checked against: test/reference/psi__quantile10.json (numpy), ev_psi__num.json and ev_psi__cat.json (evidently
 * 0.7.23).
 */
export const psi: TwoSampleTest<PsiOptions> = {
  name: 'psi',
  summary: 'population stability index (numeric and categorical)',
  parameters: divergenceParameters('quantiles', 'floor'),
  check: checkJudge,
  run: (reference, current, options) =>
    runDivergence(reference, current, options, {
      renormalise: false,
      between: (p, q) => p.reduce((sum, share, b) => sum + term(share, q[b] as number), 0),
      toVariable: (value) => value,
      toStatistic: (value) => value,
    }),
};

// --- internal ---

/** Zero where both bins are empty; infinite where one is, which only `zeros: 'keep'` lets happen. */
function term(p: number, q: number): number {
  return p === q ? 0 : (q - p) * Math.log(q / p);
}
