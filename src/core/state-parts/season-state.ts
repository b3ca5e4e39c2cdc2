import type { Summary } from '../../stats/welch.ts';

/** The usual value of every phase (hour or day), learned from the stream itself. */
export interface SeasonState {
  /** By phase; 0 where it was never visited. */
  means: number[];
  /** Visits that the mean rests on, by phase. */
  visits: number[];
  /** The visit that is going on: which hour or day, counted from 1970; how many values it has, and their mean. */
  current: { index: number; n: number; mean: number } | null;
  /**
   * What was left of the newest values of the version that serves once the season was out of them: of as many as the
   * window has, and of the newest ten. Absent before there are any.
   */
  residuals?: { window: Summary; newest: Summary };
}

/** A season of which nothing is known yet. */
export function emptySeason(phases: number): SeasonState {
  const zeros = (): number[] => Array.from({ length: phases }, () => 0);
  return { means: zeros(), visits: zeros(), current: null };
}
