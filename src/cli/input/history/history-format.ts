import type { HistoryBuilder } from '../../../backtest/history.ts';
import type { TimeUnit } from '../../../rows/time.ts';

export interface HistoryFormat {
  /** @default from the file's ending, or from the first line */
  format?: 'csv' | 'ndjson' | 'parquet';
  /** Column or field with the times. @default the first of `timeNames` that exists, ignoring case */
  time?: string;
  /** Unit of times that are numbers. @default 'ms'; numbers that are hardly milliseconds are refused */
  timeUnit?: TimeUnit;
}

/** Reads one line; returns a sentence if the line cannot be used. */
export type LineReader = (text: string) => string | undefined;

/** What a reader of lines needs. */
export interface RowTarget extends HistoryFormat {
  /** The reader's own clock. */
  now: number;
  builder: HistoryBuilder;
  /** The metrics that the policy names; others are not read. */
  metrics: ReadonlySet<string>;
}

/** What makes a history read as Parquet: others than these commands have no such format. */
export const readAsParquet = 'give it the ending `.parquet`, or --format parquet';
