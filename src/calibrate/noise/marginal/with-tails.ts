import { normalCdf } from '../../../stats/normal.ts';

/**
 * The values themselves, and beyond the outer tenth on either side a generalised Pareto distribution.
 *
 *     P(X > t + y) = k/n (1 + xi y / sigma)^(-1/xi)
 *
 * @returns the value of a normal score
 * @see Hosking, J. R. M.; Wallis, J. R. (1987). Parameter and quantile estimation for the generalized Pareto
 *   distribution. Technometrics 29(3), 339-349 (probability-weighted moments).
 */
export function withTails(noise: Float64Array, normalQuantile: (p: number) => number): (z: number) => number {
  const n = noise.length;
  const sorted = noise.toSorted();
  const k = Math.min(Math.floor(n / 4), Math.max(20, Math.round(n / 10)));
  const upper = tailOf(sorted.slice(n - k), sorted[n - k - 1] ?? 0);
  const lower = tailOf(
    sorted
      .slice(0, k)
      .map((x) => -x)
      .toReversed(),
    -(sorted[k] ?? 0)
  );
  const edge = -normalQuantile(k / n);
  return (z) => {
    if (z > edge) return (sorted[n - k - 1] ?? 0) + upper(tailChance(z) / (k / n));
    if (z < -edge) return (sorted[k] ?? 0) - lower(tailChance(-z) / (k / n));
    const place = normalCdf(z) * n - 0.5;
    const before = Math.min(n - 2, Math.max(0, Math.floor(place)));
    return sorted[before]! + Math.min(1, Math.max(0, place - before)) * (sorted[before + 1]! - sorted[before]!);
  };
}

// --- internal ---

/** P(Z > z) of a large score, where 1 - P(Z <= z) has no digits left. */
function tailChance(z: number): number {
  if (z < 3) return 1 - normalCdf(z);
  // The first terms of its continued fraction.
  return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI) / (z + 1 / (z + 2 / (z + 3 / (z + 4 / (z + 5 / z)))));
}

/** @returns the excess over the threshold that such a share of the excesses is beyond */
function tailOf(ascending: Float64Array, threshold: number): (share: number) => number {
  const k = ascending.length;
  let mean = 0;
  let weighted = 0;
  ascending.forEach((x, i) => {
    mean += (x - threshold) / k;
    weighted += ((1 - (i + 0.65) / k) * (x - threshold)) / k;
  });
  if (!(mean > 0)) return () => 0;
  const shape = Math.min(mostShape, Math.max(leastShape, 2 - mean / (mean - 2 * weighted || Number.MIN_VALUE)));
  const scale = mean * (1 - shape);
  return (share) => {
    const log = -Math.log(Math.min(1, share));
    return Math.abs(shape) < 1e-6 ? scale * log : (scale * Math.expm1(shape * log)) / shape;
  };
}

/** Of a uniform distribution it is -1, of Student's t with 3 degrees of freedom 1/3. */
const leastShape = -1.2;
const mostShape = 0.45;
