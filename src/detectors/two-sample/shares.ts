import { sum } from '../../stats/moments.ts';

/**
 * - `floor`: an empty bin gets the share `floor`
 * - `evidently`: the same, but a millionth of the smallest share when that is at most `floor`
 * - `keep`: empty bins stay empty
 */
export type Zeros = 'floor' | 'evidently' | 'keep';

/** Counts as shares of their sum, with something in the place of zeros, which logarithms cannot take. */
export function sharesOf(counts: readonly number[], zeros: Zeros, floor: number, renormalise: boolean): number[] {
  const total = sum(counts);
  const raw = counts.map((count) => count / total);
  if (zeros === 'keep') return raw;
  const smallest = raw.reduce((least, share) => (share > 0 && share < least ? share : least), 1);
  const least = zeros === 'evidently' && smallest <= floor ? smallest / 1e6 : floor;
  const filled = raw.map((share) => (share > 0 ? share : least));
  if (!renormalise) return filled;
  const filledTotal = sum(filled);
  return filled.map((share) => share / filledTotal);
}
