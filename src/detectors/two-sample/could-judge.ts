import type { Pair } from './pair.ts';
import type { TwoSampleResult } from './two-sample-test.ts';

/**
 * The same result, but `warming-up` with the reason where "no drift" would say more than two samples can: they are so
 * small that nothing they could hold is as rare as alpha, or they hold one value alone.
 */
export function ifItCouldJudge(pair: Pair, alpha: number, result: TwoSampleResult): TwoSampleResult {
  if (result.verdict !== 'stable' || result.rule === 'threshold') return result;
  const because = whyNot(pair, alpha);
  return because === undefined ? result : { ...result, verdict: 'warming-up', because };
}

/** The result for samples of which one is empty. */
export function nothingToJudge(pair: Pair, rule: TwoSampleResult['rule'], because?: string): TwoSampleResult {
  const { n, m, ignored } = pair;
  const side = n === 0 ? 'the reference has no value' : 'there is no value to compare';
  return {
    verdict: 'warming-up',
    statistic: null,
    pValue: null,
    limit: null,
    rule,
    n,
    m,
    ignored,
    because: because ?? side,
  };
}

// --- internal ---

function whyNot({ values, n, m }: Pair, alpha: number): string | undefined {
  if (values.length < 2) return 'all values of both samples are the same';
  // Of two values the exact p-value counts half of what is just as rare.
  const least = leastChance(n, m) / (values.length === 2 ? 2 : 1);
  if (least <= alpha) return undefined;
  return `too few values (${n} and ${m}) for alpha ${alpha}: even samples without any overlap come by chance with p = ${least.toPrecision(2)}`;
}

/** Of all ways to deal the pooled values out to both samples, the share of a single one: the least p-value. */
function leastChance(n: number, m: number): number {
  const small = Math.min(n, m);
  const large = Math.max(n, m);
  let ways = 1;
  for (let i = 1; i <= small && ways < 1e15; i++) ways *= (large + i) / i;
  return 1 / ways;
}
