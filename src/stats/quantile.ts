/**
 * Quantile `q` of `n` values in ascending order, linear between neighbours (type 7, the default of numpy and R). The
 * values are read by index, so that counted values do not have to be expanded.
 *
 * @example
 * ```ts @import.meta.vitest
 * expect(sortedQuantile((i) => [1, 2, 3, 4][i]!, 4, 0.5)).toBe(2.5);
 * ```
 * @see Hyndman, R. J.; Fan, Y. (1996). Sample quantiles in statistical packages. The American Statistician 50(4).
 * Checked against: numpy.quantile 2.4, through test/reference/psi__quantile10.json.
 */
export function sortedQuantile(at: (index: number) => number, n: number, q: number): number {
  const position = q * (n - 1);
  const index = Math.min(Math.max(Math.floor(position), 0), n - 1);
  const low = at(index);
  const high = at(Math.min(index + 1, n - 1));
  const share = position - index;
  // From the nearer end, like numpy, so that equal neighbours give exactly their value.
  return share < 0.5 ? low + (high - low) * share : high - (high - low) * (1 - share);
}
