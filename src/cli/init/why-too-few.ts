import { resolve } from 'node:path';
import { ConfigurationError } from '../../terms/errors.ts';
import { csvHoldout, type InitSettings } from './settings.ts';
import { faultOfRows } from '../input/rows-to-train-on.ts';
import { parseInProcessOptions } from '../../trainers/in-process/options.ts';

/**
 * Why every retrain would fail with the rows that are there by now; `undefined` if they are enough.
 *
 * @throws ConfigurationError where the trainer could not read them: more rows would not mend that
 */
export async function whyTooFew({ data, learns }: InitSettings, folder: string): Promise<string | undefined> {
  if (!data) return undefined;
  const { csv, time, label } = data;
  const fault = await faultOfRows(resolve(folder, csv), parseInProcessOptions({ data, ...learns }), {
    holdoutSamples: csvHoldout,
  });
  if (fault === undefined) return undefined;
  if (fault.isRead) return `Every retrain fails with the rows of \`${csv}\` as they are: ${fault.error.message}`;
  const classes = learns?.positive === undefined ? ', --positive the class that counts' : '';
  const other =
    learns?.task === 'regression'
      ? 'of numbers (--task classification: two classes'
      : `of two classes (--task regression: numbers${classes}`;
  const taken = `\`${label}\` is taken for the label ${other}; --label names another), \`${time}\` for the time, ${data.features ? `for numbers ${data.features.join(', ')}` : 'every other column for a number'} (--features names those to train on); a program of yours may train on any rows: --kind command or python`;
  throw new ConfigurationError(`No retrain could read the rows of \`${csv}\`: ${fault.error.message}; ${taken}`, {
    cause: fault.error,
  });
}
