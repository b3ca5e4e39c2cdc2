import { divergenceParameters, runDivergence, type DivergenceOptions } from './divergence.ts';
import { checkJudge } from './judge.ts';
import { divergence } from './kl.ts';
import type { TwoSampleTest } from './two-sample-test.ts';

export interface JsOptions extends DivergenceOptions {
  base: '2' | 'e';
  form: 'distance' | 'divergence';
}

/**
 * Jensen-Shannon distance of two samples.
 *
 *     JS = sqrt((KL(p, mid) + KL(q, mid)) / 2), mid = (p + q) / 2, logarithms to base 2
 *     drift when JS > sqrt(chi2_{B-1, 1-alpha} (1/n + 1/m) / (8 ln 2))
 *
 * Symbols: p, q shares of the reference's n and the current sample's m values in bin b of B; JS in [0, 1] for base 2.
 * Input: numbers or labels, raw or counted; empty bins need no care. Cost: O((n + m) log(n + m)).
 * Use for: one bounded, symmetric number for any kind of feature. Not for: fixed limits: JS >= .1 alarms on 93 to 99 %
 * of windows of 100 without any drift.
 *
 * @param options.alpha     accepted probability of a false alarm. @default 0.001 (one in 1,000 comparisons)
 * @param options.rule      'auto', 'permutation' or 'chi-square'. @default 'auto' (relabels unless every bin is full,
 *                          docs/detectors.md)
 * @param options.threshold fixed limit instead, blind to the sample sizes (Evidently, NannyML: 0.1)
 * @param options.base      of the logarithm, '2' or 'e' (Evidently). @default '2' (scipy's base argument; NannyML)
 * @param options.form      'distance', or its square 'divergence'. @default 'distance' (scipy 1.17.1)
 * @param options.data      'numeric', 'categorical' or 'auto'. @default 'auto' (labels as soon as one is a string)
 * @param options.binning   bins for numbers. @default 'equal-width' (over the range of both; Evidently: 'sturges',
 *                          NannyML: 'doane')
 * @param options.bins      how many. @default 10 (practice)
 * @param options.zeros     what empty bins get. @default 'keep' (the distance is finite without)
 * @param options.floor     share of an empty bin, for other `zeros`. @default 0.0001 (evidently 0.7.23)
 * @param options.rounds    relabellings at most, for 'permutation'. @default 999, or 1 / alpha - 1 (the least that can
 *                          decide)
 * @param options.seed      of the relabellings. @default 1 (any)
 * @example
 * ```ts @import.meta.vitest
 * const options = { alpha: 0.001, rule: 'chi-square' as const, base: '2' as const, form: 'distance' as const, data: 'auto' as const, binning: 'values' as const, bins: 10, zeros: 'keep' as const, floor: 1e-4, rounds: 999, seed: 1 };
 * expect(js.run(['a', 'a'], ['b', 'b'], options).statistic).toBe(1);
 * ```
 * @see Lin, J. (1991). Divergence measures based on the Shannon entropy. IEEE Transactions on Information Theory 37(1).
 * Checked against: test/reference/js__hist10_base2.json (scipy 1.17.1), ev_js__num.json (evidently 0.7.23).
 */
export const js: TwoSampleTest<JsOptions> = {
  name: 'js',
  summary: 'Jensen-Shannon distance (numeric and categorical)',
  parameters: {
    ...divergenceParameters('equal-width', 'keep'),
    base: { type: 'choice', values: ['2', 'e'], default: '2', doc: 'of the logarithm' },
    form: {
      type: 'choice',
      values: ['distance', 'divergence'],
      default: 'distance',
      doc: "'divergence' is the square of the distance",
      source: 'scipy 1.17.1',
    },
  },
  check: checkJudge,
  run(reference, current, options) {
    const unit = options.base === '2' ? Math.LN2 : 1;
    const power = options.form === 'distance' ? 2 : 1;
    return runDivergence(reference, current, options, {
      renormalise: true,
      between: (p, q) => (jensenShannon(p, q) / unit) ** (1 / power),
      toVariable: (value) => 8 * unit * value ** power,
      toStatistic: (value) => (value / (8 * unit)) ** (1 / power),
    });
  },
};

// --- internal ---

/** In nats; never below 0, where rounding would lead for equal shares. */
function jensenShannon(p: readonly number[], q: readonly number[]): number {
  const middle = p.map((share, b) => (share + (q[b] as number)) / 2);
  return Math.max(0, (divergence(p, middle) + divergence(q, middle)) / 2);
}
