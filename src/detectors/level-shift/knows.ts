import { periods } from './periods.ts';
import type { Knowledge, LearntAgain } from '../detector.ts';
import { medianOf } from './scores.ts';
import { valueOf } from './units.ts';
import type { Known, LevelShiftState } from './state.ts';

/** What it has learned of the stream, for people. */
export function knowledgeOf({ known, learntAgain }: LevelShiftState): Knowledge {
  const again = learntAgain ? { learntAgain } : {};
  if (!known) return { cycles: [], correlation: null, ...again };
  const [own = 0, next = 0] = known.covariances;
  const { active, week } = known.season;
  const cycles = new Set(active.map((j) => periods[j] as number));
  if (week && week.until === undefined) cycles.add(week.period);
  return {
    cycles: [...cycles],
    correlation: own > 0 ? Number((next / own).toFixed(2)) : null,
    ...again,
  };
}

/**
 * The first level after a start has not held for long, and has left to the side that nobody watches: it was none to
 * compare with, such as that of an incident which went on while the version was promoted. `undefined` when that is not
 * so.
 */
export function notedAgain(
  { jump, older, center, t }: LevelShiftState,
  known: Known,
  { cut, values }: { cut: number; values: readonly number[] },
  longest: number
): LearntAgain | undefined {
  if (jump.at > 0 || older.n + cut > longest) return undefined;
  const value = (units: number): number => Number(valueOf(known, units).toPrecision(6));
  return { t, from: value(center), to: value(medianOf(values.slice(cut))) };
}
