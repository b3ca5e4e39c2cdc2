import { ifItCouldJudge } from './could-judge.ts';
import { hypergeometric } from '../../stats/hypergeometric.ts';
import { createRng } from '../../stats/rng.ts';
import { chiSquareLimit, chiSquareTail } from '../../stats/chi-square-tail.ts';
import type { NumberParameter, ChoiceParameter } from '../detector.ts';
import type { Pair } from './pair.ts';
import type { Rule, TwoSampleResult } from './two-sample-test.ts';

/** How a statistic becomes a verdict that accounts for the sample sizes. */
export interface JudgeOptions {
  alpha: number;
  /** Whoever asks for `auto` says with `form` whether the chi-square bound holds. */
  rule: Exclude<Rule, 'threshold'> | 'auto';
  threshold?: number;
  rounds: number;
  seed: number;
}

export const alphaParameter = {
  type: 'number',
  default: 0.001,
  min: 0,
  max: 1,
  aliases: ['pThreshold'],
  doc: 'probability of a false alarm that is accepted each time two samples are compared',
  source: 'one false alarm in 1,000 batches; .05 is one in 20',
} as const satisfies NumberParameter;

export const thresholdParameter = {
  type: 'number',
  optional: true,
  doc: 'fixed limit instead, blind to the sample sizes: at .1 PSI alarms on 82 % of windows of 100 without any drift',
} as const satisfies NumberParameter;

export const roundsParameter = {
  type: 'integer',
  min: 19,
  max: 1_000_000,
  default: 999,
  defaultFrom: {
    doc: '999, or 1 / alpha - 1 if that is more',
    of: ({ alpha }) => Math.min(1_000_000, Math.max(999, Math.ceil(1 / Number(alpha)) - 1)),
  },
  doc: "relabellings at most, for the rule 'permutation'; at least 1 / alpha - 1",
} as const satisfies NumberParameter;

export const seedParameter = {
  type: 'integer',
  default: 1,
  doc: "of the relabellings, for the rule 'permutation'; they are drawn from it and the values of both samples",
} as const satisfies NumberParameter;

export const ruleParameter = {
  type: 'choice',
  values: ['auto', 'permutation', 'chi-square'],
  default: 'auto',
  doc: "'permutation' compares with relabelled samples, 'chi-square' with a bound that holds for full bins alone, 'auto' takes that bound where all bins are full",
  source: 'measured, docs/detectors.md',
} as const satisfies ChoiceParameter;

/** What a permutation can decide: its smallest p-value must be able to reach alpha. */
export function checkJudge({
  rule,
  threshold,
  rounds,
  alpha,
}: Pick<JudgeOptions, 'rule' | 'threshold' | 'rounds' | 'alpha'>): string[] {
  if (rule === 'chi-square' || threshold !== undefined || 1 / (rounds + 1) <= alpha) return [];
  return [`Expected \`rounds\` to be at least ${Math.ceil(1 / alpha) - 1} for \`alpha: ${alpha}\`, got \`${rounds}\``];
}

/** How a distance relates to a chi-square variable when there is no drift. */
export interface ChiSquareForm {
  /** Distance to chi-square variable, and back. */
  toVariable(distance: number): number;
  toDistance(variable: number): number;
  df: number;
}

/**
 * The verdict on a distance that grows with drift.
 *
 * @param isFull whether so many values are in each bin that the chi-square bound holds; for the rule `auto`
 */
export function judge(
  pair: Pair,
  statistic: number,
  options: JudgeOptions,
  measure: (pair: Pair) => number,
  form: ChiSquareForm | null,
  isFull = false
): TwoSampleResult {
  const { n, m, ignored } = pair;
  const base = { statistic: finite(statistic), n, m, ignored };
  if (options.threshold !== undefined) {
    const verdict = statistic > options.threshold ? 'drift' : 'stable';
    return { ...base, verdict, pValue: null, limit: options.threshold, rule: 'threshold' };
  }
  const isPermuted = options.rule === 'permutation' || (options.rule === 'auto' && !isFull);
  if (isPermuted || form === null) {
    const pValue = permutationTail(pair, statistic, options, measure);
    const verdict = pValue <= options.alpha ? 'drift' : 'stable';
    return ifItCouldJudge(pair, options.alpha, { ...base, verdict, pValue, limit: null, rule: 'permutation' });
  }
  const pValue = chiSquareTail(form.toVariable(statistic), form.df);
  const limit = finite(form.toDistance(chiSquareLimit(options.alpha, form.df)));
  const verdict = pValue <= options.alpha ? 'drift' : 'stable';
  return ifItCouldJudge(pair, options.alpha, { ...base, verdict, pValue, limit, rule: 'chi-square' });
}

/** Infinities become null, because JSON does not have them. */
export function finite(x: number): number | null {
  return Number.isFinite(x) ? x : null;
}

/**
 * Share of relabellings of the pooled values that reach the statistic. Ends early when the answer can no longer be
 * small (Besag, J.; Clifford, P. (1991). Sequential Monte Carlo p-values. Biometrika 78(2), 301-304).
 *
 * Other values are relabelled in another way: a statistic of ranks would meet the same relabellings in every window of
 * a size, and their chance never average out.
 */
export function permutationTail(
  pair: Pair,
  statistic: number,
  options: Pick<JudgeOptions, 'rounds' | 'alpha' | 'seed'>,
  measure: (pair: Pair) => number
): number {
  const { rounds, alpha, seed } = options;
  const rng = createRng(seed, numberOf(pair));
  const enough = Math.max(10, Math.ceil(alpha * (rounds + 1)) + 1);
  const pooled = pair.reference.map((count, i) => count + (pair.current[i] as number));
  let reached = 0;
  for (let round = 1; round <= rounds; round++) {
    const current = draw(pooled, pair.n + pair.m, pair.m, () => rng.uniform());
    const reference = pooled.map((count, i) => count - (current[i] as number));
    // Slightly below, so that equal splits count as equal despite rounding.
    if (measure({ ...pair, reference, current }) >= statistic * (1 - 1e-12)) reached += 1;
    if (reached === enough) return reached / round;
  }
  return (reached + 1) / (rounds + 1);
}

// --- internal ---

/** A number that is nearly one's own of the pooled values, whichever of them are in which sample (FNV-1a, 32 bits). */
function numberOf({ values, reference, current }: Pair): number {
  let hash = 0x811c9dc5;
  const mix = (word: number): void => {
    hash = Math.imul(hash ^ word, 0x01000193);
  };
  const double = new DataView(new ArrayBuffer(8));
  const mixNumber = (x: number): void => {
    double.setFloat64(0, x);
    mix(double.getUint32(0));
    mix(double.getUint32(4));
  };
  for (const value of values)
    if (typeof value === 'number') mixNumber(value);
    else for (let i = 0; i < value.length; i++) mix(value.charCodeAt(i));
  reference.forEach((count, i) => mixNumber(count + (current[i] as number)));
  // What the last words were must reach the lowest bits too.
  hash ^= hash >>> 15;
  return Math.imul(hash, 0x2c1b3c6d) >>> 0;
}

/** `m` of `total` pooled values without replacement, one draw for each distinct value. */
function draw(pooled: readonly number[], total: number, m: number, uniform: () => number): number[] {
  let left = total;
  let missing = m;
  return pooled.map((count) => {
    let taken = 0;
    if (count > fewOfOne) {
      taken = hypergeometric(left, count, missing, uniform());
      left -= count;
      missing -= taken;
      return taken;
    }
    for (let k = 0; k < count; k++, left--)
      if (left * uniform() < missing) {
        taken += 1;
        missing -= 1;
      }
    return taken;
  });
}

/** Up to so many of one value are dealt out one by one, which is as fast. */
const fewOfOne = 50;
