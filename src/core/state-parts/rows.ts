import type { Rows } from '../../terms/rows.ts';
import type { RowWeights } from '../../stats/weighted-average.ts';

/** Windows of event time that observations may still join; each becomes one value once it is over. */
export interface OpenWindows {
  /** Oldest first. */
  open: OpenWindow[];
  /** Windows that begin before this are over. */
  closedUntil: number | null;
  /** Newest event time. */
  newest: number;
}

export interface OpenWindow {
  /** Event time at which it begins. */
  start: number;
  /** Newest event time in it. */
  lastAt: number;
  mean: number;
  rows: Rows;
}

/** What a stream knows of the rows of its values. */
export interface RowsKnown extends RowWeights {
  /** Rows that a value usually stands for, more slowly than `weight`. */
  usual: number;
  /** Slow mean of the values, by their rows. */
  level: number;
  /** Values behind both; absent where they follow faster, whatever n is. */
  seen?: number;
}
