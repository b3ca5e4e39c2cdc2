import { logBinomial } from './log-gamma.ts';

/**
 * How many of `draws` values drawn without replacement out of `total` are among `successes`; exact, by the inverse of
 * the distribution function from its mode outwards. Cost: O(standard deviation).
 *
 * @param u a uniform number in [0, 1)
 * @example
 * ```ts @import.meta.vitest
 * expect([0, 0.2, 0.5, 0.99].map((u) => hypergeometric(10, 5, 4, u))).toEqual([2, 2, 3, 0]);
 * ```
 * @see Devroye, L. (1986). Non-uniform random variate generation. Springer, III.2.
 */
export function hypergeometric(total: number, successes: number, draws: number, u: number): number {
  const least = Math.max(0, draws - (total - successes));
  const most = Math.min(successes, draws);
  if (least === most) return least;
  const mode = Math.min(most, Math.max(least, Math.floor(((draws + 1) * (successes + 1)) / (total + 2))));
  const others = total - successes;
  const peak = Math.exp(logBinomial(successes, mode) + logBinomial(others, draws - mode) - logBinomial(total, draws));
  let left = u - peak;
  if (left < 0) return mode;
  let [up, down] = [mode, mode];
  let [upper, lower] = [peak, peak];
  // Alternately one step up and one down: the order does not matter, as long as it is always the same.
  while (up < most || down > least) {
    if (up < most) {
      upper *= ((successes - up) * (draws - up)) / ((up + 1) * (others - draws + up + 1));
      up += 1;
      left -= upper;
      if (left < 0) return up;
    }
    if (down > least) {
      lower *= (down * (others - draws + down)) / ((successes - down + 1) * (draws - down + 1));
      down -= 1;
      left -= lower;
      if (left < 0) return down;
    }
    if (upper + lower < Number.MIN_VALUE) break;
  }
  return mode;
}
