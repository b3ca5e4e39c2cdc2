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
  /** What of the spread of values chance explains; absent where it is taken to explain all of it. */
  apart?: SpreadApart;
}

/** The spread of values, that of their rows apart: variance = between + within / n. */
export interface SpreadApart {
  /** Mean variance of the rows of a value by its sums of squares; `null` before one has come. */
  within: number | null;
  /** Values behind it, and their mean degrees of freedom. */
  values: number;
  degrees: number;
  /** Variance of what rows do not explain; may be a little below 0. */
  between: number;
  /** Pairs of neighbours behind that. */
  pairs: number;
  /** Weights of the values behind the level; 0: the next value is the level. */
  behindLevel: number;
  /** Fast mean of the values, and of their weights. */
  newest: number;
  newestWeight: number;
  /** Rows of the value before; 0: it said none, or there was none. */
  n: number;
}
