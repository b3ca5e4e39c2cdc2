import { TrainingError } from '../../../terms/errors.ts';
import { foundNames } from './csv.ts';
import type { Rows } from './split-rows.ts';
import type { Table } from './table.ts';

interface Subject {
  column: string;
  /** The kind of rows, in the plural. */
  rows: string;
  next: string;
}

/** Rows of one class teach and prove nothing: a model that always says no would be right on all of them. */
export function requireBothClasses(table: Table, { from, to }: Rows, { column, rows, next }: Subject): void {
  if (table.positive === null) return;
  const count = to - from;
  const positives = table.labels.subarray(from, to).reduce((sum, label) => sum + label, 0);
  if (positives > 0 && positives < count) return;
  const found =
    positives === 0 ? `none of the ${count} ${rows} is positive` : `all of the ${count} ${rows} are positive`;
  const rule = `\`${column}\` equal to ${foundNames([table.positive])}`;
  throw new TrainingError(`Expected rows of both classes, but ${found} (${rule}); ${next}`, { everyTrial: true });
}

/**
 * Told before a training as well, not only when it has been paid for. No rows at all are the business of whoever asked.
 */
export function requireHeldOutClasses(table: Table, holdout: Rows, column: string): void {
  if (holdout.to === holdout.from) return;
  const next = 'hold out more (`retrain.data.holdoutSamples`), so that recall, precision and F1 mean something';
  requireBothClasses(table, holdout, { column, rows: 'held-out rows', next });
}
