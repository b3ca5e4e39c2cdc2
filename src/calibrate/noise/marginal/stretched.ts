import { shapeOf } from './shape.ts';
import { valueTable, type ValueTable } from './value-table.ts';

/** A normal distribution that is stretched to one side, and how. */
export type Stretch = 'logarithm' | 'cube root';

/**
 * A distribution with one long tail: what is normal is the logarithm of the distance from a point below all values
 * (lognormal, as times and amounts are), or its cube root (nearly a gamma distribution). The point is where that has no
 * skew. `undefined` for values without skew.
 *
 * @see Wilson, E. B.; Hilferty, M. M. (1931). The distribution of chi-square. PNAS 17(12), 684-688.
 */
export function stretched(noise: Float64Array, stretch: Stretch): ValueTable | undefined {
  const { sd, skew } = shapeOf(noise);
  if (!(sd > 0) || skew === 0) return undefined;
  const side = Math.sign(skew);
  const least = noise.reduce((least, x) => Math.min(least, side * x), Infinity);
  const { straight, bent } = ways[stretch];
  const straightened = (gap: number): ReturnType<typeof shapeOf> =>
    shapeOf(noise.map((x) => straight(side * x - least + gap)));
  // The nearer the point is to the smallest value, the further to the left the skew.
  let [near, far] = [1e-6 * sd, 1e3 * sd];
  if (straightened(near).skew > 0 || straightened(far).skew < 0) return undefined;
  for (let i = 0; i < 40 && far > 1.0001 * near; i++) {
    const middle = Math.sqrt(near * far);
    if (straightened(middle).skew < 0) near = middle;
    else far = middle;
  }
  const gap = Math.sqrt(near * far);
  const { mean: middle, sd: spread } = straightened(gap);
  return valueTable((z) => side * (bent(middle + spread * side * z) + least - gap));
}

// --- internal ---

const ways: Readonly<Record<Stretch, { straight(x: number): number; bent(x: number): number }>> = {
  logarithm: { straight: Math.log, bent: Math.exp },
  'cube root': { straight: Math.cbrt, bent: (x) => Math.max(0, x) ** 3 },
};
