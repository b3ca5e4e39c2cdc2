import type { HistoryBuilder } from '../../backtest/history.ts';

export interface HistoryFormat {
  /** @default told by the file's ending, or by the first line */
  format?: 'csv' | 'ndjson' | 'parquet';
  /** Column or field with the times. @default the first there is of `timeNames` */
  time?: string;
  /** Of times that are numbers. @default 'ms' */
  timeUnit?: TimeUnit;
}

export type TimeUnit = 'ms' | 's' | 'day';

export const msPerUnit: Readonly<Record<TimeUnit, number>> = { ms: 1, s: 1_000, day: 86_400_000 };

/** What a column of times is usually called. */
export const timeNames = ['at', 'time', 'timestamp', 'ts', 'datetime', 'date', 'day'] as const;

/** Understands one line; a sentence when it cannot be used. */
export type LineReader = (text: string) => string | undefined;

/** What a reader of lines needs. */
export interface RowTarget extends HistoryFormat {
  builder: HistoryBuilder;
  /** The metrics that the policy names; nothing else is read. */
  metrics: ReadonlySet<string>;
}
