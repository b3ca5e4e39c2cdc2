/**
 * Asymptotic expansion of P(D_n <= d) for the two-sided Kolmogorov-Smirnov statistic, up to n^(-3/2):
 *
 *     K0(z) + K1(z)/n^(1/2) + K2(z)/n + K3(z)/n^(3/2)          with z = d sqrt(n)
 *
 * @example
 * ```ts @import.meta.vitest
 * expect(pelzGood(0.04, 1000)).toBeCloseTo(0.9203, 3);
 * ```
 * @see Pelz, W.; Good, I. J. (1976). Approximating the lower tail-areas of the Kolmogorov-Smirnov one-sample statistic.
 * Journal of the Royal Statistical Society B 38(2), 152-156.
 * Checked against: scipy.stats.kstwo.sf 1.17.1, test/core/stats/kolmogorov-tail.test.ts.
 */
export function pelzGood(d: number, n: number): number {
  const z = d * Math.sqrt(n);
  const z2 = z * z;
  const z4 = z2 * z2;
  const z6 = z4 * z2;
  const pi2 = Math.PI ** 2;
  const pi4 = pi2 * pi2;
  let k0 = 0;
  let k1 = 0;
  let k2 = 0;
  let k3 = 0;
  const terms = Math.ceil((16 * z) / Math.PI);
  for (let k = terms; k >= 1; k--) {
    const m = (2 * k - 1) ** 2;
    const weight = Math.exp((-pi2 * m) / (8 * z2));
    k0 += weight;
    k1 += weight * ((pi2 * m) / 4 - z2);
    k2 += weight * (6 * z6 + 2 * z4 + ((2 * z4 - 5 * z2) * pi2 * m) / 4 + (pi4 * (1 - 2 * z2) * m * m) / 16);
    k3 +=
      weight *
      ((pi2 * pi4 * (5 - 30 * z2) * m ** 3) / 64 +
        (pi4 * (212 * z4 - 60 * z2) * m * m) / 16 +
        (pi2 * (135 * z4 - 96 * z6) * m) / 4 -
        30 * z6 -
        90 * z4 * z4);
  }
  let even2 = 0;
  let even3 = 0;
  for (let k = terms; k >= 1; k--) {
    const weight = Math.exp((-pi2 * k * k) / (2 * z2));
    even2 += k * k * weight;
    even3 += (3 * z2 - pi2 * k * k) * k * k * weight;
  }
  const root = Math.sqrt(2 * Math.PI);
  const first = (root * k0) / z;
  const second = (root * k1) / (6 * z4);
  const third = (root * k2) / (72 * z6 * z) - (pi2 * root * even2) / (36 * z2 * z);
  const fourth = (root * k3) / (6480 * z6 * z4) + (pi2 * root * even3) / (216 * z6);
  return first + second / Math.sqrt(n) + third / n + fourth / (n * Math.sqrt(n));
}
