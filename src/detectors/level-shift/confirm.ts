import { medianOf } from './scores.ts';

/**
 * Whether a change lasts: the new level has `least` values, and the newest two lie nearer to it than to the level
 * before.
 *
 * @param usual level before, where fewer than five values of it are at hand
 */
export function persists(values: readonly number[], cut: number, least: number, usual?: number): boolean {
  const n = values.length;
  if (n - cut < least) return false;
  const older = values.slice(Math.max(0, cut - 100), cut);
  const before = older.length < 5 && usual !== undefined ? usual : medianOf(older);
  const after = medianOf(values.slice(cut));
  const middle = before / 2 + after / 2;
  const isNear = (x: number): boolean => (after > before ? x > middle : x < middle);
  return before !== after && isNear(values[n - 1] as number) && isNear(values[n - 2] as number);
}

/** Whether the new level is more than a burst: without its strongest run of `run` values half of the change is left. */
export function isMoreThanBurst(scores: readonly number[], cut: number, reference: number, run: number): boolean {
  const n = scores.length;
  const m = n - cut;
  if (m <= run) return false;
  let total = 0;
  for (let i = cut; i < n; i++) total += (scores[i] as number) - reference;
  const side = total > 0 ? 1 : -1;
  const at = (i: number): number => side * ((scores[i] as number) - reference);
  let sum = 0;
  for (let i = cut; i < cut + run; i++) sum += at(i);
  let strongest = sum;
  for (let i = cut + run; i < n; i++) {
    sum += at(i) - at(i - run);
    strongest = Math.max(strongest, sum);
  }
  return (side * total - strongest) / (m - run) >= (0.5 * side * total) / m;
}
