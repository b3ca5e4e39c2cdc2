import { largestScore } from './scores.ts';
import { withoutSeason } from './learn.ts';
import type { Known, LevelShiftState } from './state.ts';
import type { LevelShiftOptions } from './options.ts';
import type { Shift } from './confirm.ts';
import { spans } from './long-run.ts';

/**
 * A change that is far larger than the steps of a stream whose neighbours are much alike, as averages over a moving
 * window are. Ranks cannot tell it: scores end at three deviations, and sums of such neighbours vary by as much.
 *
 *     d_i = mean of the m values up to i - mean of the m values up to i - g;   m = `least`, g values since the cut
 *     a change when d_n > 2.5 max |d_i|, > 8 rms(d_i) and > 4 scales, i before the cut,
 *     2 m values or more lie beyond all before, and the newest m have not come back by 15 % of the way
 *
 * A stream whose level wanders takes steps of every size it ever takes, so what is compared are steps, not levels. One
 * large innovation of an autoregression decays, a change of level does not.
 *
 * @returns the change, or null: there is none, or ranks can tell
 */
export function suddenShift(state: LevelShiftState, known: Known, { least }: LevelShiftOptions): Shift | null {
  const { sums, limit } = state;
  const n = state.ring.length;
  if (n < leastOlder + 2 * least || !areRanksDeaf(known, limit, 4 * least)) return null;
  const side = Math.sign((sums[n] as number) - (sums[n - 1] as number));
  for (let i = n - 2 * least; i < n; i++)
    if (side * ((sums[i + 1] as number) - (sums[i] as number)) < extreme) return null;
  const values = withoutSeason(state, known);
  const cut = beginOf(values, side, n - 2 * least);
  if (cut > n - 2 * least || cut < Math.max(leastOlder, n - 4 * least)) return null;
  const gap = n - cut;
  const total = [0];
  for (const x of values) total.push((total.at(-1) as number) + side * x);
  const mean = (end: number): number => ((total[end] as number) - (total[end - least] as number)) / least;
  const size = mean(n) - mean(cut);
  if (size < stays * (mean(cut + least) - mean(cut))) return null;
  let squares = 0;
  let most = 0;
  for (let end = gap + least; end <= cut; end++) {
    const usual = mean(end) - mean(end - gap);
    squares += usual * usual;
    most = Math.max(most, Math.abs(usual));
  }
  const rms = Math.sqrt(squares / (cut - gap - least + 1));
  if (!(size > beyondMost * most && size > beyondUsual * rms && size > beyondScale * known.scale)) return null;
  return { cut, isRise: side > 0, values };
}

// --- internal ---

/** Values that steps are learned from. */
const leastOlder = 100;
/** A score that hardly any value has. */
const extreme = 0.8 * largestScore;
/** Share of the change that is left when it has lasted. */
const stays = 0.85;
const beyondMost = 2.5;
const beyondUsual = 8;
const beyondScale = 4;

/** The newest place, `latest` or before, from which all values lie beyond all before it; 0 where there is none. */
function beginOf(values: readonly number[], side: number, latest: number): number {
  const edges = [-Infinity];
  for (const x of values) edges.push(Math.max(edges.at(-1) as number, side * x));
  let nearest = Infinity;
  for (let cut = values.length - 1; cut > 0; cut--) {
    nearest = Math.min(nearest, side * (values[cut] as number));
    if (cut <= latest && nearest > (edges[cut] as number)) return cut;
  }
  return 0;
}

/** Whether so many values cannot fire, however far away they are. */
function areRanksDeaf({ spread }: Known, limit: number, values: number): boolean {
  const place = spans.findIndex((span) => span >= values);
  return largestScore ** 2 <= (limit ** 2 * (spread[place] as number)) / (spans[place] as number);
}
