import { divergenceParameters, runDivergence, type DivergenceOptions } from './divergence.ts';
import { checkJudge } from './judge.ts';
import type { TwoSampleTest } from './two-sample-test.ts';

export interface KlOptions extends DivergenceOptions {
  of: 'current' | 'reference';
}

/**
 * Kullback-Leibler divergence of two samples, in nats.
 *
 *     KL = sum q_b ln(q_b / p_b)          drift when relabelled samples seldom reach it, or in full bins KL > chi2_{B-1, 1-alpha} (1/n + 1/m) / 2
 *
 * Symbols: p, q shares of the reference's n and the current sample's m values in bin b of B (the other way round with
 * `of: 'reference'`), made to add up to 1 after empty bins got theirs.
 * Input: numbers or labels, raw or counted. Cost: O((n + m) log(n + m)).
 * Use for: comparing with tools that report it. Not for: anything that must not depend on the direction (use `js`), or
 * on what an empty bin is given.
 *
 * @param options.alpha     accepted probability of a false alarm. @default 0.001 (one in 1,000 comparisons)
 * @param options.rule      'auto', 'permutation' or 'chi-square'. @default 'auto' (relabels unless every bin is full,
 *                          docs/detectors.md)
 * @param options.threshold fixed limit instead, blind to the sample sizes (Evidently: 0.1)
 * @param options.of        'current' relative to the reference, or 'reference' (Evidently). @default 'current'
 *                          (textbooks)
 * @param options.data      'numeric', 'categorical' or 'auto'. @default 'auto' (labels as soon as one is a string)
 * @param options.binning   bins for numbers. @default 'equal-width' (over the range of both; Evidently: 'sturges')
 * @param options.bins      how many. @default 10 (practice)
 * @param options.zeros     what empty bins get. @default 'floor' (0.0001; Evidently: 'evidently')
 * @param options.floor     share of an empty bin. @default 0.0001 (evidently 0.7.23)
 * @param options.rounds    relabellings at most, for 'permutation'. @default 999, or 1 / alpha - 1 (the least that can
 *                          decide)
 * @param options.seed      of the relabellings. @default 1 (any)
 * @example
 * ```ts @import.meta.vitest
 * const options = { alpha: 0.001, rule: 'chi-square' as const, of: 'current' as const, data: 'auto' as const, binning: 'values' as const, bins: 10, zeros: 'floor' as const, floor: 1e-4, rounds: 999, seed: 1 };
 * const result = kl.run({ values: ['a', 'b'], counts: [50, 50] }, { values: ['a', 'b'], counts: [25, 75] }, options);
 * expect(result.statistic).toBeCloseTo(0.25 * Math.log(0.5) + 0.75 * Math.log(1.5), 12);
 * ```
 * @see Kullback, S.; Leibler, R. A. (1951). On information and sufficiency. Annals of Mathematical Statistics 22(1),
 *   79-86.
 * Checked against: test/reference/kl__hist10.json (scipy 1.17.1), ev_kl__num.json (evidently 0.7.23).
 */
export const kl: TwoSampleTest<KlOptions> = {
  name: 'kl',
  summary: 'Kullback-Leibler divergence (numeric and categorical)',
  parameters: {
    ...divergenceParameters('equal-width', 'floor'),
    of: {
      type: 'choice',
      values: ['current', 'reference'],
      default: 'current',
      doc: "which sample's divergence from the other",
    },
  },
  check: checkJudge,
  run: (reference, current, options) =>
    runDivergence(reference, current, options, {
      renormalise: true,
      between: (p, q) => (options.of === 'current' ? divergence(q, p) : divergence(p, q)),
      toVariable: (value) => 2 * value,
      toStatistic: (value) => value / 2,
    }),
};

/** sum p ln(p / q); empty bins of p add nothing, empty bins of q alone make it infinite. */
export function divergence(p: readonly number[], q: readonly number[]): number {
  return p.reduce((sum, share, b) => (share > 0 ? sum + share * Math.log(share / (q[b] as number)) : sum), 0);
}
