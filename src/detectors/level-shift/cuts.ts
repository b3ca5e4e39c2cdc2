import { daysOf } from './profile.ts';
import { spans } from './long-run.ts';
import type { Known, LevelShiftState } from './state.ts';

export interface Candidate {
  squared: number;
  /** Place in `spans`, and how many values that is. */
  place: number;
  span: number;
  /** Squared standard error of the mean before. */
  before: number;
}

/** The span whose mean differs most from the mean before, in its standard error. */
export function strongest({ ring, sums, older }: LevelShiftState, { spread, season }: Known): Candidate {
  const n = ring.length;
  const top = sums[n] as number;
  const total = older.sum + top;
  const last = spans.length - 1;
  const most = older.n > 0 ? n : n - (spans[0] as number);
  const best: Candidate = { squared: 0, place: 0, span: 0, before: 0 };
  for (let i = 0; i <= last; i++) {
    const m = spans[i] as number;
    if (m > most) break;
    const others = older.n + n - m;
    let j = last;
    if (others < (spans[last] as number)) for (j = 0; (spans[j] as number) < others && j < last;) j += 1;
    const before = (spread[j] as number) / others;
    const newest = top - (sums[n - m] as number);
    const difference = newest / m - (total - newest) / others;
    const squared = (difference * difference) / ((spread[i] as number) / m + before);
    if (best.span > 0 && squared <= best.squared) continue;
    best.squared = squared;
    best.place = i;
    best.span = m;
    best.before = before;
  }
  if (season.profile) best.squared /= 1 + 1 / daysOf(season.profile);
  return best;
}

/** Where the new level most likely began: among twice the span. */
export function bestCut({ ring, sums, older }: LevelShiftState, span: number): number {
  const n = ring.length;
  const top = sums[n] as number;
  const all = older.n + n;
  const total = older.sum + top;
  let best = -1;
  let cut = n - span;
  const most = Math.min(older.n > 0 ? n : n - 1, 2 * span);
  for (let m = 1; m <= most; m++) {
    const newest = top - (sums[n - m] as number);
    const difference = newest / m - (total - newest) / (all - m);
    const between = (difference * difference * m * (all - m)) / all;
    if (between <= best) continue;
    best = between;
    cut = n - m;
  }
  return cut;
}
