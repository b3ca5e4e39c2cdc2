import { logBinomial } from '../../stats/log-gamma.ts';
import { sum } from '../../stats/moments.ts';
import type { Binned } from './bins.ts';

/**
 * Share of all relabellings of two categories that reach the statistic: exact, as there are no more of them than values
 * of the rarer category.
 *
 * @param ties weight of relabellings that reach the very same statistic: 1 for the exact p-value, which is cautious;
 *             1/2 for the mid-p-value, which alarms as often as alpha says on average
 * @example
 * ```ts @import.meta.vitest
 * const first = ({ current }: Binned): number => current[0] ?? 0;
 * expect(twoCategoriesTail({ reference: [0, 2], current: [2, 0] }, 2, first, 1)).toBeCloseTo(1 / 6, 12);
 * expect(twoCategoriesTail({ reference: [0, 2], current: [2, 0] }, 2, first, 0.5)).toBeCloseTo(1 / 12, 12);
 * ```
 * @see Lancaster, H. O. (1961). Significance tests in discrete distributions. Journal of the American Statistical
 *   Association 56(294), 223-234.
 */
export function twoCategoriesTail(
  { reference, current }: Binned,
  statistic: number,
  measure: (counts: Binned) => number,
  ties: 0.5 | 1
): number {
  const pooled = reference.map((count, i) => count + (current[i] as number)).filter((count) => count > 0);
  const [first = 0, second = 0] = pooled;
  const m = sum(current);
  let reached = 0;
  let all = 0;
  for (let taken = Math.max(0, m - second); taken <= Math.min(first, m); taken++) {
    const chance = Math.exp(
      logBinomial(first, taken) + logBinomial(second, m - taken) - logBinomial(first + second, m)
    );
    all += chance;
    const found = measure({
      reference: [first - taken, second - m + taken],
      current: [taken, m - taken],
    });
    if (found > statistic * (1 + rounding)) reached += chance;
    else if (found >= statistic * (1 - rounding)) reached += ties * chance;
  }
  return Math.min(1, reached / all);
}

// --- internal ---

/** Equal splits count as equal, although their statistics are rounded. */
const rounding = 1e-12;
