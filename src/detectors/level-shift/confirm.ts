import { medianOf } from './scores.ts';

/**
 * Whether a change lasts: the new level has `least` values, the newest two lie nearer to it than to the level before,
 * and so do most others: no more of them lie on the far side than if the values before were moved by the change, and a
 * quarter. Two bursts in a row leave more.
 *
 * @param clusters whether the other values are looked at
 * @param usual    level before, where fewer than five values of it are at hand
 */
export function persists(
  values: readonly number[],
  cut: number,
  least: number,
  clusters: boolean | undefined,
  usual?: number
): boolean {
  const n = values.length;
  if (n - cut < least) return false;
  const older = values.slice(Math.max(0, cut - 100), cut);
  const before = older.length < 5 && usual !== undefined ? usual : medianOf(older);
  const after = medianOf(values.slice(cut));
  const middle = before / 2 + after / 2;
  const isNear = (x: number): boolean => (after > before ? x > middle : x < middle);
  if (before === after || !isNear(values[n - 1] as number) || !isNear(values[n - 2] as number)) return false;
  if (!clusters) return true;
  const moved = older.filter((x) => !isNear(x + (after - before))).length / Math.max(1, older.length);
  let back = 0;
  for (let i = cut; i < n; i++) if (!isNear(values[i] as number)) back += 1;
  return back / (n - cut) <= moved + between;
}

/**
 * Whether the new level is more than a burst: without its strongest run of `run` values half of the change is left, and
 * more than chance makes of so few values.
 *
 * @param deviation usual deviation of a score; 0 where chance is not asked
 */
export function isMoreThanBurst(
  scores: readonly number[],
  cut: number,
  reference: number,
  run: number,
  deviation: number
): boolean {
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
  const left = side * total - strongest;
  return left / (m - run) >= (0.5 * side * total) / m && left >= sure * deviation * Math.sqrt(m - run);
}

// --- internal ---

/** Share of the new level's values that may lie nearer to the old one, beyond what noise does. */
const between = 0.25;
/** Standard errors that what is left of a change without its strongest run must be away from the level before. */
const sure = 3;
