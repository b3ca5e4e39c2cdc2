import { incompleteBeta } from './incomplete-beta.ts';

/**
 * P(T_nu >= t) of Student's t with nu > 0 degrees of freedom (not necessarily whole), by the incomplete beta function.
 *
 * @example
 * ```ts @import.meta.vitest
 * expect(studentTail(2.228138852, 10)).toBeCloseTo(0.025, 9);
 * ```
 * @see Abramowitz, M.; Stegun, I. A. (1964). Handbook of mathematical functions, 26.7.1.
 */
export function studentTail(t: number, nu: number): number {
  const both = incompleteBeta(nu / (nu + t * t), nu / 2, 0.5);
  return t >= 0 ? both / 2 : 1 - both / 2;
}
