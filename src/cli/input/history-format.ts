import type { HistoryBuilder } from '../../backtest/history.ts';
import type { TimeUnit } from '../../rows/time.ts';

export interface HistoryFormat {
  /** @default told by the file's ending, or by the first line */
  format?: 'csv' | 'ndjson' | 'parquet';
  /** Column or field with the times. @default the first there is of `timeNames`, in any case */
  time?: string;
  /** Of times that are numbers. @default 'ms', and numbers that hardly are that are refused */
  timeUnit?: TimeUnit;
}

/** Understands one line; a sentence when it cannot be used. */
export type LineReader = (text: string) => string | undefined;

/** What a reader of lines needs. */
export interface RowTarget extends HistoryFormat {
  /** The reader's own clock. */
  now: number;
  builder: HistoryBuilder;
  /** The metrics that the policy names; nothing else is read. */
  metrics: ReadonlySet<string>;
}
