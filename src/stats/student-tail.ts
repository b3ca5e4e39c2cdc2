import { logGamma } from './log-gamma.ts';

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

// --- internal ---

/** Regularised, by Lentz's continued fraction: Press et al., Numerical Recipes, §6.4. */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  return x < (a + 1) / (a + b + 2) ? (front * fraction(x, a, b)) / a : 1 - (front * fraction(1 - x, b, a)) / b;
}

function fraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  const guard = (v: number): number => (Math.abs(v) < tiny ? tiny : v);
  let c = 1;
  let d = 1 / guard(1 - ((a + b) * x) / (a + 1));
  let h = d;
  for (let m = 1; m <= 300; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / guard(1 + even * d);
    c = guard(1 + even / c);
    h *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / guard(1 + odd * d);
    c = guard(1 + odd / c);
    h *= d * c;
    if (Math.abs(d * c - 1) < 1e-13) break;
  }
  return h;
}
