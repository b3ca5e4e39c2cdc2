import { saturate } from '../../stats/saturate.ts';
import { checkJudge, judge, alphaParameter, roundsParameter, seedParameter, thresholdParameter } from './judge.ts';
import { nothingToJudge } from './could-judge.ts';
import { isNumeric, pairOf, type Pair } from './pair.ts';
import { sum } from '../../stats/moments.ts';
import type { TwoSampleTest } from './two-sample-test.ts';

export interface WassersteinOptions {
  alpha: number;
  scale: 'none' | 'reference';
  minScale: number;
  threshold?: number;
  rounds: number;
  seed: number;
}

/**
 * Wasserstein distance of two numeric samples: how far, on average, the values had to be moved.
 *
 *     W = integral |F(x) - G(x)| dx, over sd(reference) where it is scaled
 *
 * Symbols: F, G distribution functions; W in the unit of the values, or in standard deviations (no degree of freedom
 * off).
 * Input: numbers, raw or counted. Verdict: from relabelled samples (seeded), because the distance without drift depends
 * on the distribution. Cost: O((n + m) log(n + m)), and O(n + m) a relabelling; without drift it stops after some ten.
 * Use for: how large a change is, in words of the feature. Not for: heavy tails, where a few values decide.
 *
 * @param options.alpha     accepted probability of a false alarm. @default 0.001 (one in 1,000 comparisons)
 * @param options.scale     'none', or 'reference' for standard deviations (Evidently). @default 'none' (scipy 1.17.1)
 * @param options.minScale  least standard deviation divided by. @default 0.001 (evidently 0.7.23)
 * @param options.threshold fixed limit instead, blind to the sample sizes (Evidently: 0.1)
 * @param options.rounds    relabellings at most. @default 999 (the least that can decide at alpha 0.001)
 * @param options.seed      of the relabellings. @default 1 (any)
 * @example
 * ```ts @import.meta.vitest
 * const options = { alpha: 0.05, scale: 'none' as const, minScale: 0.001, rounds: 99, seed: 1 };
 * expect(wasserstein.run([0, 1, 3], [5, 6, 8], options).statistic).toBe(5);
 * ```
 * @see Ramdas, A.; Garcia, N.; Cuturi, M. (2017). On Wasserstein two-sample testing. Entropy 19(2), 47.
 * Checked against: test/reference/wasserstein__raw.json (scipy 1.17.1), ev_wasserstein__norm.json (evidently 0.7.23).
 */
export const wasserstein: TwoSampleTest<WassersteinOptions> = {
  name: 'wasserstein',
  summary: 'how far values moved on average (numeric)',
  parameters: {
    alpha: alphaParameter,
    scale: {
      type: 'choice',
      values: ['none', 'reference'],
      default: 'none',
      doc: "'reference' divides by the reference's standard deviation",
      source: 'scipy 1.17.1',
    },
    minScale: { type: 'number', default: 0.001, min: 0, exclusiveMin: true, doc: 'least deviation divided by' },
    threshold: thresholdParameter,
    rounds: roundsParameter,
    seed: seedParameter,
  },
  check: (options) => checkJudge({ ...options, rule: 'permutation' }),
  run(reference, current, options) {
    const pair = pairOf(reference, current, 'numeric');
    if (pair.n === 0 || pair.m === 0) return nothingToJudge(pair, 'permutation');
    const scale = options.scale === 'none' ? 1 : Math.max(deviation(pair), options.minScale);
    const measure = (one: Pair): number => area(one) / scale;
    return judge(pair, measure(pair), { ...options, rule: 'permutation' }, measure, null);
  },
};

// --- internal ---

function area(pair: Pair): number {
  if (!isNumeric(pair)) return 0;
  const { values, n, m } = pair;
  let below = 0;
  let currentBelow = 0;
  let total = 0;
  for (let i = 0; i + 1 < values.length; i++) {
    below += pair.reference[i] as number;
    currentBelow += pair.current[i] as number;
    total += Math.abs(below / n - currentBelow / m) * saturate((values[i + 1] as number) - (values[i] as number));
  }
  return saturate(total);
}

function deviation(pair: Pair): number {
  if (!isNumeric(pair)) return 0;
  const { values, reference, n } = pair;
  const mean = saturate(sum(values.map((x, i) => (x * (reference[i] as number)) / n)));
  return Math.sqrt(saturate(sum(values.map((x, i) => ((x - mean) ** 2 * (reference[i] as number)) / n))));
}
