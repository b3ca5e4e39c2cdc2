import { readTable, type Table } from '../../trainers/in-process/data/table.ts';
import { requireTrainableRows } from '../../trainers/in-process/data/trainable-rows.ts';
import { splitRows } from '../../trainers/in-process/data/split-rows.ts';
import { TrainingError } from '../../terms/errors.ts';
import type { DataSelection } from '../../trainers/trainer.ts';
import type { InProcessOptions } from '../../trainers/in-process/options.ts';

/** Why no retrain could be made of rows, in the trainer's own words. */
export interface RowsFault {
  error: TrainingError;
  /** They can be read, so that more of them, or others, would do. */
  isRead: boolean;
}

/**
 * Reads the rows as the trainer does, and looks whether it could train on the most that a retrain would select.
 *
 * @returns `undefined` where it could
 */
export async function faultOfRows(
  csv: string,
  options: InProcessOptions,
  data: Omit<DataSelection, 'to'>
): Promise<RowsFault | undefined> {
  let table: Table | undefined;
  try {
    table = await readTable(csv, options);
    requireTrainableRows({ table, split: splitRows(table.times, { ...data, to: null }), csv, options, data });
    return undefined;
  } catch (error) {
    if (!(error instanceof TrainingError)) throw error;
    return { error, isRead: table !== undefined };
  }
}
