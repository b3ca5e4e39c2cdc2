import { covariancesOf } from './long-run.ts';
import { firstStep } from './first-step.ts';
import { learnFirst } from './learn.ts';
import { medianOf, scaleOf } from './scores.ts';
import type { LevelShiftOptions } from './options.ts';
import type { LevelShiftState } from './state.ts';
import type { Verdict } from '../../terms/level.ts';

/** Takes one value in while nothing is known yet. */
export function watchEarly(state: LevelShiftState, x: number, options: LevelShiftOptions): Verdict {
  state.early.push(x + 0);
  const from = state.starts.at(-1) ?? 0;
  const part = from === 0 ? state.early : state.early.slice(from);
  const { statistic, step } = firstStep(part, options);
  let verdict: Verdict = 'warming-up';
  state.statistic = Number(statistic.toPrecision(6));
  state.limit = part.length < 2 * options.least ? 0 : options.earlyLimit;
  if (step) {
    state.starts.push(from + step.cut);
    if (step.isAlarm) verdict = 'drift';
  }
  const own = state.early.length - (state.starts.at(-1) ?? 0);
  if (state.early.length < options.burnIn || (options.incidents && own < options.least)) return verdict;
  const way = options.incidents && state.t === state.early.length ? wayIn(state.early, state.starts.at(-1)) : 0;
  if (way > 0) {
    state.early = state.early.slice(way);
    // The end of the way would resemble a step.
    if (options.closerLook) state.look = 0;
    // A step that came later is one.
    state.starts = state.starts.filter((start) => start >= way + block).map((start) => start - way);
  } else learnFirst(state, options);
  return verdict;
}

/**
 * What a promotion leaves of the values so far: they say how values vary, and nothing of the new version's level. Few
 * values since the level began say too little: about their own median those that resemble their neighbours hardly vary.
 */
export function keptOver(
  { early, starts }: LevelShiftState,
  { wholeDays }: LevelShiftOptions
): Pick<LevelShiftState, 'early' | 'starts'> {
  const n = early.length;
  const start = starts.at(-1) ?? 0;
  const isEnough = n - start >= leastPart || (wholeDays === true && start >= leastPart / 2);
  return isEnough ? { early: [...early], starts: [...starts, n] } : { early: [], starts: [] };
}

// --- internal ---

/** Values of a level that are kept over a promotion. */
const leastPart = 40;
const block = 10;
/** Share of the values, the newest, that say what is usual. */
const newest = 0.4;
/** Deviations by which a way in begins elsewhere, and by which a level counts as reached. */
const elsewhere = 3.5;
const reached = 0.9;
/** Deviations that the medians of two halves of what stands still differ by at most. */
const still = 0.75;
/** Times the usual deviation that values which move differ by. */
const moves = 2.5;

/**
 * How many first values were on their way to the level, as on a learning curve or after an incident that ended slowly,
 * and belong to none: their median is far from that of the newest 40 %, which stand still. 0 where there is no such
 * way.
 *
 * @param begun where the newest level began, if a step was seen: what lies before it is a way only if it moves itself,
 *   or the step was one on the way
 */
function wayIn(early: readonly number[], begun: number | undefined): number {
  const last = early.slice(-Math.floor(newest * early.length));
  const half = last.length >> 1;
  const scale = scaleOf(last);
  const moved = Math.abs(medianOf(last.slice(0, half)) - medianOf(last.slice(half)));
  if (half < 2 * block || moved > still * scale) return 0;
  const center = medianOf(last);
  const side = Math.sign(medianOf(early.slice(0, block)) - center);
  const offAt = (i: number): number => side * (medianOf(early.slice(i, i + block)) - center);
  const [own = 0, next = 0] = covariancesOf(last, center, 1);
  const r = Math.max(0, Math.min(0.97, next / own));
  if (!(offAt(0) > elsewhere * scale * Math.sqrt((1 + r) / (1 - r)))) return 0;
  let way = block / 2;
  while (way < early.length - last.length && offAt(way) > reached * scale) way += block / 2;
  const isStep = begun !== undefined && way < begun + block && scaleOf(early.slice(0, begun)) < moves * scale;
  return isStep ? 0 : way;
}
