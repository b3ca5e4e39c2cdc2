import { requireBothClasses, requireHeldOutClasses } from './both-classes.ts';
import { TrainingError } from '../../../terms/errors.ts';
import type { DataSelection } from '../../trainer.ts';
import type { InProcessOptions } from '../options.ts';
import type { RowSplit } from './split-rows.ts';
import type { Table } from './table.ts';

/** Rows, where they come from, and which of them are selected. */
export interface Selected {
  table: Table;
  split: RowSplit;
  /** Path of the file. */
  csv: string;
  options: InProcessOptions;
  data: Pick<DataSelection, 'holdoutSamples'>;
}

/**
 * Rows that a model can be trained on and held against another by. Said before a training has been paid for, and to
 * whoever writes the monitor file.
 *
 * @throws TrainingError
 */
export function requireTrainableRows({ table, split, csv, options, data }: Selected): void {
  const { fit, validation, holdout } = split;
  const rows = validation.to - fit.from;
  const heldOut = holdout.to - holdout.from;
  if (rows < minimumTrainingRows)
    throw new TrainingError(
      `Expected at least ${minimumTrainingRows} training rows besides the ${data.holdoutSamples} held out, found ${rows} of the ` +
        `${table.size} in ${csv} (${heldOut} held out); add rows, widen the data window, or hold out fewer (\`retrain.data.holdoutSamples\`)`,
      { everyTrial: true }
    );
  requireBothClasses(table, fit, {
    column: options.data.label,
    rows: 'training rows',
    next: 'add rows, widen the data window, or check `positive`',
  });
  requireHeldOutClasses(table, holdout, options.data.label);
}

// --- internal ---

/** Below this, neither a fit nor its score means anything. */
const minimumTrainingRows = 20;
