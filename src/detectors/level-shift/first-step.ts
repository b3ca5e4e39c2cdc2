import { cloneJson } from '../../terms/json.ts';
import { strongest } from './cuts.ts';
import { learnAbout, score } from './learn.ts';
import { earlyScan } from './early-scan.ts';
import { isMoreThanBurst, persists, type Shift } from './confirm.ts';
import { medianOf, scaleOf } from './scores.ts';
import { saturate } from '../../stats/saturate.ts';
import type { Known, LevelShiftState } from './state.ts';
import type { LevelShiftOptions } from './options.ts';

export interface FirstStep {
  statistic: number;
  step?: {
    /** Where the new level begins. */
    cut: number;
    isRise: boolean;
    /** To a side that raises alarms, and from more than a burst. */
    isAlarm: boolean;
  };
}

/**
 * The step among values of which nothing is known, if there is one that is strong enough, and lasts. With `closerLook`
 * what begins must be more than a burst, too.
 */
export function firstStep(values: readonly number[], options: LevelShiftOptions, margin = 0): FirstStep {
  const { mode, least, earlyLimit, clusters, burstFirst, closerLook, wholeBursts } = options;
  const { statistic, cut } = earlyScan(values, least, margin);
  if (!(statistic > earlyLimit && persists(values, cut, least, clusters, undefined, wholeBursts))) return { statistic };
  if (closerLook && isBurst(values, cut, least)) return { statistic };
  const isRise = medianOf(values.slice(cut)) > medianOf(values.slice(0, cut));
  const isWatched = mode === 'both' || isRise === (mode === 'up');
  const isAlarm = isWatched && !(burstFirst && wasBurst(values, cut, least));
  return { statistic, step: { cut, isRise, isAlarm } };
}

/**
 * The step among the values that shape was learned from, where it was not seen in time: it came shortly before the
 * burn-in was over, or ended an incident nearly as long. What was learned as of one level is learned again as of both,
 * and the correlation that this shows must not explain the step.
 */
export function secondLook(state: LevelShiftState, known: Known, options: LevelShiftOptions): Shift | null {
  const { look = 0, center, limit, sums, ring } = state;
  const { season } = known;
  if (look === 0 || season.active.length > 0 || season.week || season.profile) return null;
  const { statistic, step } = firstStep(ring, options, margin);
  if (!step || step.cut >= look) return null;
  const own = cloneJson(known);
  learnAbout(state, known, step.cut, options.limit);
  score(state, known);
  if (strongest(state, known).squared <= state.limit ** 2) {
    Object.assign(known, own);
    Object.assign(state, { center, limit, sums });
    return null;
  }
  // As many times its limit as the step is of its own.
  state.statistic = Number(((statistic / options.earlyLimit) * state.limit).toPrecision(6));
  return { ...step, values: ring };
}

// --- internal ---

/** Twice the log likelihood by which a step that was not seen at once must explain more than a curve. */
const margin = 8;
/** Deviations at which a value is cut, so that its size is no evidence. */
const outlier = 4;

/**
 * Whether the level that ended was nothing but a burst: as of a new one, its strongest run of fewer than `least` values
 * does not count. The level begins after it, and that is no change.
 */
function wasBurst(part: readonly number[], cut: number, least: number): boolean {
  return isBurst(part.toReversed(), part.length - cut, least);
}

/** Whether what begins at the cut is nothing but a burst so far, seen from what was before it. */
function isBurst(part: readonly number[], cut: number, least: number): boolean {
  const after = medianOf(part.slice(cut));
  const before = medianOf(part.slice(0, cut));
  const deviation = scaleOf(part.map((x, i) => saturate(x - (i < cut ? before : after))));
  const reach = outlier * deviation;
  const clipped = part.map((x) => Math.max(-reach, Math.min(reach, saturate(x - before))));
  return !isMoreThanBurst(clipped, cut, 0, least - 2, deviation);
}
