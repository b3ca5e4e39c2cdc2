/** Count, mean and sum of squared deviations: all that a comparison of means needs, whatever was observed. */
export interface Summary {
  n: number;
  mean: number;
  m2: number;
}

export const emptySummary: Summary = { n: 0, mean: 0, m2: 0 };

/** Adds one value to a summary of one's own, by Welford's update. */
export function addTo(summary: Summary, x: number): void {
  summary.n += 1;
  const delta = x - summary.mean;
  summary.mean += delta / summary.n;
  summary.m2 += delta * (x - summary.mean);
}

/**
 * Welch's test on two means, one-sided: how surprising is so large a mean of the second, did it exceed that of the first
 * by no more than `margin`?
 *
 *     t  = (mean_b - mean_a - margin) / sqrt(s_a^2/n_a + s_b^2/n_b)
 *     nu = (s_a^2/n_a + s_b^2/n_b)^2 / ((s_a^2/n_a)^2/(n_a-1) + (s_b^2/n_b)^2/(n_b-1))
 *     p  = P(T_nu >= t)
 *
 * Symbols: s^2 the sample variance, T_nu Student's t with nu degrees of freedom. Needs two observations on either side;
 * 1 otherwise. Values are taken to be independent: a metric that drags its past along is surer than it should be.
 *
 * @example
 * ```ts @import.meta.vitest
 * const a = { n: 10, mean: 0, m2: 9 };
 * expect(welch(a, { n: 10, mean: 1, m2: 9 }, 0)).toBeCloseTo(0.0190, 4);
 * ```
 * @see Welch, B. L. (1947). The generalization of "Student's" problem. Biometrika 34, 28-35.
 */
export function welch(a: Summary, b: Summary, margin: number): number {
  if (a.n < 2 || b.n < 2) return 1;
  const difference = b.mean - a.mean - margin;
  const va = a.m2 / (a.n - 1) / a.n;
  const vb = b.m2 / (b.n - 1) / b.n;
  const variance = va + vb;
  // Two constants differ or they do not.
  if (variance <= 0) return difference > 0 ? 0 : 1;
  const nu = variance ** 2 / (va ** 2 / (a.n - 1) + vb ** 2 / (b.n - 1));
  return studentTail(difference / Math.sqrt(variance), nu);
}

// --- internal ---

/** P(T_nu >= t) by the incomplete beta function. */
function studentTail(t: number, nu: number): number {
  const both = incompleteBeta(nu / (nu + t * t), nu / 2, 0.5);
  return t >= 0 ? both / 2 : 1 - both / 2;
}

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

/** Lanczos, g = 7. */
const lanczos = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

function logGamma(z: number): number {
  const x = z - 1;
  let sum = lanczos[0] as number;
  for (let i = 1; i < lanczos.length; i++) sum += (lanczos[i] as number) / (x + i);
  const t = x + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (x + 0.5) * Math.log(t) - t + Math.log(sum);
}
