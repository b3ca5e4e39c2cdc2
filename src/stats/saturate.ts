/**
 * The nearest finite number, to store an overflowed sum, because JSON has no infinity. It keeps the sign and stays
 * beyond every limit, so comparisons give the same result as with the infinity.
 *
 * @example
 * ```ts @import.meta.vitest
 * expect(saturate(-1e308 - 1e308)).toBe(-Number.MAX_VALUE);
 * expect(saturate(0.5)).toBe(0.5);
 * ```
 */
export function saturate(x: number): number {
  if (x > Number.MAX_VALUE) return Number.MAX_VALUE;
  return x < -Number.MAX_VALUE ? -Number.MAX_VALUE : x;
}
