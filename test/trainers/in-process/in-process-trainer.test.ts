import { dirname } from 'node:path';
import { createInProcessTrainer } from '../../../src/trainers/in-process/in-process-trainer.ts';
import { describeTrainer } from '../../contracts/trainer.ts';
import { rowsOptions } from '../../fakes/rows-file.ts';

describeTrainer('the in-process trainer', async (csv, folder) => ({
  trainer: createInProcessTrainer({ artifacts: folder, dataRoot: dirname(csv) }),
  options: rowsOptions(csv),
  brokenOptions: { data: { csv, time: 'time', timeUnit: 'fortnights', label: 'label' } },
  hyperparameters: { learningRate: 0.05, epochs: 5 },
  slow: { epochs: 100_000, batchSize: 1 },
  resumable: { epochs: 2000, batchSize: 4 },
}));
