import { chiSquareTail } from '../../stats/chi-square-tail.ts';
import type { ChoiceParameter } from '../detector.ts';
import { bin, isEveryBinFull, isFixedBinning, type Binned, type Binning } from './bins.ts';
import {
  alphaParameter,
  checkJudge,
  finite,
  permutationTail,
  roundsParameter,
  ruleParameter,
  seedParameter,
} from './judge.ts';
import { ifItCouldJudge, nothingToJudge } from './could-judge.ts';
import { pairOf, type Pair } from './pair.ts';
import { twoCategoriesTail } from './two-categories.ts';
import type { TwoSampleTest } from './two-sample-test.ts';

export interface ChiSquareOptions {
  alpha: number;
  rule: 'auto' | 'chi-square' | 'permutation';
  form: 'contingency' | 'goodness-of-fit';
  yates: boolean;
  data: 'auto' | 'numeric' | 'categorical';
  binning: Binning;
  bins: number;
  rounds: number;
  seed: number;
}

/** The parameter that says what the values are. */
export const dataParameter = {
  type: 'choice',
  values: ['auto', 'numeric', 'categorical'],
  default: 'auto',
  doc: "what the values are; 'auto': labels as soon as one is a string",
} as const satisfies ChoiceParameter;

/**
 * Chi-square test of two samples of categories.
 *
 *     X^2 = sum (observed - expected)^2 / expected          drift when P(X^2 or more without drift) <= alpha
 *
 * P: of relabelled samples (seeded); of all relabellings for two categories, ties counted by half (Lancaster 1961; in
 * full with Yates); of the chi-square distribution where every category may hold 200 values of each sample or more.
 * Bins that the reference's values lay (`quantiles`, `doane`) are laid anew in each relabelling.
 * Symbols: contingency: observed both samples' counts, expected from their pooled shares, B - 1 degrees of freedom for
 * B categories seen; goodness of fit: observed the current counts, expected the reference's shares of them. Yates:
 * where B is 2, each |observed - expected| less by a half, at most down to 0.
 * Input: labels or numbers, raw or counted; each distinct value is a category unless `binning` says otherwise.
 * Cost: O((n + m) log(n + m)), and O(n + m) a relabelling; without drift it stops after some sixty.
 * Use for: categorical features. Not for: many rare categories in a small sample, whose noise hides a change of the
 * frequent ones (join them before); `rule: 'chi-square'` with rare categories, or against the shares of a small
 * reference: its p-values are too small then.
 *
 * @param options.alpha   p-value that fires. @default 0.001 (one false alarm in 1,000 comparisons)
 * @param options.rule    'auto', 'permutation' or 'chi-square' (scipy, Evidently). @default 'auto' (relabels unless
 *                        every category is full, docs/detectors.md)
 * @param options.form    'contingency', or 'goodness-of-fit' (Evidently). @default 'contingency' (scipy 1.17.1, alibi,
 * NannyML)
 * @param options.yates   Yates' correction for two categories. @default false (scipy's own default is true)
 * @param options.data    'numeric', 'categorical' or 'auto'. @default 'auto' (labels as soon as one is a string)
 * @param options.binning bins for numbers. @default 'values' (each distinct value a category)
 * @param options.bins    how many, for 'quantiles' and 'equal-width'. @default 10 (practice)
 * @param options.rounds  relabellings at most. @default 999, or 1 / alpha - 1 (the least that can decide)
 * @param options.seed    of the relabellings. @default 1 (any)
 * @example
 * ```ts @import.meta.vitest
 * const options = { alpha: 0.001, rule: 'auto' as const, form: 'contingency' as const, yates: false, data: 'auto' as const, binning: 'values' as const, bins: 10, rounds: 999, seed: 1 };
 * const result = chiSquare.run({ values: ['a', 'b'], counts: [50, 50] }, { values: ['a', 'b'], counts: [20, 80] }, options);
 * expect(result.statistic).toBeCloseTo(19.780219780219781, 12);
 * expect(result.verdict).toBe('drift');
 * ```
 * @see Pearson, K. (1900). On the criterion that a given system of deviations ... Philosophical Magazine 50(302),
 * 157-175.
 * Checked against: test/reference/chi2__contingency.json, chi2__contingency_yates.json, chi2__gof.json (scipy 1.17.1),
 * ev_chisquare.json (evidently 0.7.23; a single category is p = NaN there, and 1 here).
 */
export const chiSquare: TwoSampleTest<ChiSquareOptions> = {
  name: 'chi-square',
  summary: "counts of categories against those expected from the samples' pooled shares",
  parameters: {
    alpha: alphaParameter,
    rule: ruleParameter,
    form: {
      type: 'choice',
      values: ['contingency', 'goodness-of-fit'],
      synonyms: { gof: 'goodness-of-fit' },
      default: 'contingency',
      doc: "'goodness-of-fit' compares with the reference's shares",
      source: 'scipy 1.17.1',
    },
    yates: {
      type: 'flag',
      default: false,
      aliases: ['correction'],
      doc: "Yates' correction where there are two categories",
    },
    data: dataParameter,
    binning: {
      type: 'choice',
      values: ['values', 'quantiles', 'equal-width', 'sturges', 'doane'],
      default: 'values',
      doc: 'bins for numbers; labels are never binned',
    },
    bins: { type: 'integer', default: 10, min: 2, max: 1_000, doc: "how many, for 'quantiles' and 'equal-width'" },
    rounds: roundsParameter,
    seed: seedParameter,
  },
  check: checkJudge,
  run(reference, current, options) {
    const pair = pairOf(reference, current, options.data);
    const { n, m, ignored } = pair;
    if (n === 0 || m === 0) return nothingToJudge(pair, 'p-value');
    const counts = bin(pair, options.binning, options.bins);
    const df = seen(counts) - 1;
    const measure = (one: Binned): number =>
      options.form === 'contingency'
        ? contingency(one.reference, one.current, n, m, options.yates && seen(one) === 2)
        : goodnessOfFit(one.reference, one.current, n, m);
    const statistic = measure(counts);
    const isClosed = options.rule === 'chi-square' || (options.rule === 'auto' && isEveryBinFull(counts, pair));
    const pValue = isClosed ? closedTail(statistic, df, pair, options) : relabelledTail();
    const result = {
      verdict: pValue <= options.alpha ? 'drift' : 'stable',
      statistic: finite(statistic),
      pValue,
      limit: null,
      rule: isClosed ? 'p-value' : 'permutation',
      n,
      m,
      ignored,
    } as const;
    if (df === 0 && pair.values.length > 1) return { ...result, verdict: 'warming-up', because: oneBin };
    // Against shares that are taken as exact a few values can be rare enough.
    const isExact = options.form === 'goodness-of-fit' && options.rule === 'chi-square';
    return isExact ? result : ifItCouldJudge(pair, options.alpha, result);

    function relabelledTail(): number {
      if (df === 0) return 1;
      if (!isFixedBinning(pair, options.binning))
        return permutationTail(pair, statistic, options, (one) => measure(bin(one, options.binning, options.bins)));
      if (df === 1) return twoCategoriesTail(counts, statistic, measure, options.yates ? 1 : 0.5);
      const growing = (one: Binned): number => inOrder(one, options.form);
      return permutationTail({ ...pair, ...counts }, growing(counts), options, growing);
    }
  },
};

// --- internal ---

/** Categories that hold values of either sample. */
function seen({ reference, current }: Binned): number {
  return reference.filter((count, i) => count + (current[i] as number) > 0).length;
}

/** Grows with the statistic while the pooled counts stay: what relabellings are compared by, as it is quick. */
function inOrder({ reference, current }: Binned, form: ChiSquareOptions['form']): number {
  let total = 0;
  for (let i = 0; i < current.length; i++) {
    const count = current[i] as number;
    if (count > 0) total += count ** 2 / ((reference[i] as number) + (form === 'contingency' ? count : 0));
  }
  return total;
}

/** Against a reference with noise of its own, distances from its shares are larger by that noise. */
function closedTail(statistic: number, df: number, { n, m }: Pair, { form, rule }: ChiSquareOptions): number {
  if (df === 0) return 1;
  return chiSquareTail(form === 'goodness-of-fit' && rule === 'auto' ? statistic / (1 + m / n) : statistic, df);
}

const oneBin = 'one bin holds all the different values';

function contingency(reference: number[], current: number[], n: number, m: number, yates: boolean): number {
  let total = 0;
  reference.forEach((count, i) => {
    const pooled = count + (current[i] as number);
    if (pooled === 0) return;
    for (const [observed, size] of [
      [count, n],
      [current[i] as number, m],
    ] as const) {
      const expected = (pooled * size) / (n + m);
      const distance = Math.abs(observed - expected);
      total += (distance - (yates ? Math.min(0.5, distance) : 0)) ** 2 / expected;
    }
  });
  return total;
}

/** Infinite when the current sample shows what the reference never did. */
function goodnessOfFit(reference: number[], current: number[], n: number, m: number): number {
  let total = 0;
  reference.forEach((count, i) => {
    const observed = current[i] as number;
    const expected = (count * m) / n;
    if (expected > 0) total += (observed - expected) ** 2 / expected;
    else if (observed > 0) total = Infinity;
  });
  return total;
}
