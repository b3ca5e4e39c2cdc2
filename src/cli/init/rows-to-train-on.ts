import { resolve } from 'node:path';
import { ConfigurationError, TrainingError } from '../../terms/errors.ts';
import { csvHoldout, type InitSettings } from './settings.ts';
import { fileName } from './monitor-text.ts';
import { minimumTrainingRows, splitRows } from '../../trainers/in-process/data/split-rows.ts';
import { parseInProcessOptions } from '../../trainers/in-process/options.ts';
import { readTable, type Table } from '../../trainers/in-process/data/table.ts';
import { requireBothClasses, requireHeldOutClasses } from '../../trainers/in-process/data/both-classes.ts';

type Data = NonNullable<InitSettings['data']>;

/**
 * Why every retrain would fail with the rows that are there by now; `undefined` if they are enough. They are read as
 * the trainer will read them.
 *
 * @throws ConfigurationError where it could not: more rows would not mend that
 */
export async function whyTooFew({ data, model }: InitSettings, folder: string): Promise<string | undefined> {
  if (!data) return undefined;
  const table = await tableOf(data, folder);
  const least = csvHoldout + minimumTrainingRows;
  if (table.size < least)
    return `Every retrain fails until ${data.csv} has ${least} rows, ${csvHoldout} to hold out and ${minimumTrainingRows} to train on: it has ${table.size}; add rows, or lower \`retrain.data.holdoutSamples\` in ${fileName(model)}`;
  const { fit, holdout } = splitRows(table.times, { to: null, holdoutSamples: csvHoldout });
  try {
    requireBothClasses(table, fit, { column: data.label, rows: 'training rows', next: 'add rows' });
    requireHeldOutClasses(table, holdout, data.label);
  } catch (error) {
    return `Every retrain fails with the rows of ${data.csv} as they are: ${(error as Error).message}`;
  }
  return undefined;
}

// --- internal ---

async function tableOf(data: Data, folder: string): Promise<Table> {
  try {
    return await readTable(resolve(folder, data.csv), parseInProcessOptions({ data }));
  } catch (cause) {
    if (!(cause instanceof TrainingError)) throw cause;
    const { csv, time, label } = data;
    const taken = `\`${label}\` is taken for the label (--label names another), \`${time}\` for the time, every other column for a number`;
    throw new ConfigurationError(`No retrain could read the rows of \`${csv}\`: ${cause.message}; ${taken}`, { cause });
  }
}
