import type { RowWeights } from '../../stats/weighted-average.ts';

/** What a stream knows of the rows of its values. */
export interface RowsKnown extends RowWeights {
  /** Rows that a value usually stands for, more slowly than `weight`. */
  usual: number;
  /** Slow mean of the values, by their rows. */
  level: number;
}
