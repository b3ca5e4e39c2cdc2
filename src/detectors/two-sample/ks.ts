import { kolmogorovTail } from '../../stats/kolmogorov-tail.ts';
import { ksExactTail } from '../../stats/ks-exact-tail.ts';
import { alphaParameter } from './judge.ts';
import { ifItCouldJudge, nothingToJudge } from './could-judge.ts';
import { pairOf } from './pair.ts';
import type { TwoSampleTest } from './two-sample-test.ts';

export interface KsOptions {
  alpha: number;
  method: 'auto' | 'exact' | 'asymptotic';
  threshold?: number;
}

/**
 * Kolmogorov-Smirnov test of two numeric samples.
 *
 *     D = max |F - G|          drift when P(D or more without drift) <= alpha
 *
 * Symbols: F, G shares of values up to x in the reference and the current sample; D in [0, 1].
 * Input: numbers, raw or counted; ties make it cautious. Cost: O((n + m) log(n + m)), exact O(n m) for unequal sizes.
 * Use for: any change of a numeric feature. Not for: 100,000 rows and more with a large alpha: it finds differences
 * that do not matter (then look at D, or use `wasserstein`); labels (use `chi-square`).
 *
 * @param options.alpha     p-value that fires. @default 0.001 (one false alarm in 1,000 comparisons)
 * @param options.method    'exact', 'asymptotic', or exact up to 10,000 values. @default 'auto' (scipy 1.17.1)
 * @param options.threshold limit for D instead of a p-value, blind to the sample sizes (NannyML)
 * @example
 * ```ts @import.meta.vitest
 * const result = ks.run([1, 2, 3, 4, 5], [6, 7, 8, 9, 10], { alpha: 0.01, method: 'auto' });
 * expect(result.statistic).toBe(1);
 * expect(result.pValue).toBeCloseTo(2 / 252, 12);
 * ```
 * @see Hodges, J. L. (1958). The significance probability of the Smirnov two-sample test. Arkiv foer Matematik 3(5).
 * Checked against: test/reference/ks2__exact.json, ks2__asymp.json (scipy 1.17.1), ev_ks.json (evidently 0.7.23).
 */
export const ks: TwoSampleTest<KsOptions> = {
  name: 'ks',
  summary: 'the greatest distance between two distribution functions (numeric)',
  parameters: {
    alpha: alphaParameter,
    method: {
      type: 'choice',
      values: ['auto', 'exact', 'asymptotic'],
      synonyms: { asymp: 'asymptotic' },
      default: 'auto',
      doc: "'exact', 'asymptotic', or exact up to 10,000 values",
      source: 'scipy 1.17.1',
    },
    threshold: { type: 'number', optional: true, min: 0, max: 1, doc: 'limit for D itself, blind to the sample sizes' },
  },
  run(reference, current, options) {
    const pair = pairOf(reference, current, 'numeric');
    const { n, m, ignored } = pair;
    if (n === 0 || m === 0) return nothingToJudge(pair, 'p-value');
    let height = 0;
    let gap = 0;
    pair.reference.forEach((count, i) => {
      height += count * m - (pair.current[i] as number) * n;
      gap = Math.max(gap, Math.abs(height));
    });
    const statistic = gap / (n * m);
    const base = { statistic, n, m, ignored };
    const { threshold } = options;
    if (threshold !== undefined)
      return {
        ...base,
        verdict: statistic > threshold ? 'drift' : 'stable',
        pValue: null,
        limit: threshold,
        rule: 'threshold',
      };
    const exact = options.method === 'exact' || (options.method === 'auto' && Math.max(n, m) <= exactUpTo);
    const pValue = exact ? ksExactTail(gap, n, m) : kolmogorovTail(statistic, roundHalfEven((n * m) / (n + m)));
    const verdict = pValue <= options.alpha ? 'drift' : 'stable';
    return ifItCouldJudge(pair, options.alpha, { ...base, verdict, pValue, limit: null, rule: 'p-value' });
  },
};

// --- internal ---

/** Larger sample size up to which 'auto' is exact (scipy 1.17.1). */
const exactUpTo = 10_000;

/** As scipy rounds: 12.5 becomes 12. */
function roundHalfEven(x: number): number {
  const below = Math.floor(x);
  return x - below === 0.5 ? below + (below % 2) : Math.round(x);
}
