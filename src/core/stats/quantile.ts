/**
 * Quantile `q` of values that are sorted already, linear between neighbours (type 7, the default of numpy and R).
 *
 * @example
 * ```ts @import.meta.vitest
 * expect(sortedQuantile([1, 2, 3, 4], 0.5)).toBe(2.5);
 * ```
 * @see Hyndman, R. J.; Fan, Y. (1996). Sample quantiles in statistical packages. The American Statistician 50(4).
 * Checked against: numpy.quantile 2.4, through test/reference/psi__quantile10.json.
 */
export function sortedQuantile(sorted: readonly number[], q: number): number {
  const position = q * (sorted.length - 1);
  const index = Math.min(Math.max(Math.floor(position), 0), sorted.length - 1);
  const low = sorted[index] ?? 0;
  const high = sorted[Math.min(index + 1, sorted.length - 1)] ?? low;
  const share = position - index;
  // From the nearer end, as numpy does it, so that equal neighbours give exactly their value.
  return share < 0.5 ? low + (high - low) * share : high - (high - low) * (1 - share);
}
