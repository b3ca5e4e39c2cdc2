import { z } from 'zod';
import type { JsonObject } from '../../terms/json.ts';
import { timeUnits } from '../../rows/time.ts';
import { optionFaults } from '../option-faults.ts';
import { TrainingError } from '../../terms/errors.ts';

/** What the trainer measures. */
export const metricsOf: Readonly<Record<'classification' | 'regression', readonly string[]>> = {
  classification: ['accuracy', 'precision', 'recall', 'f1', 'logLoss'],
  regression: ['mae', 'rmse'],
};

/** `options` of a policy's trainer if it is the in-process trainer. */
export const inProcessOptionsSchema = z
  .strictObject({
    data: z
      .strictObject({
        csv: z
          .string()
          .min(1)
          .describe("Path of the file, below the worker's `--data-root`; a relative path starts there."),
        time: z.string().min(1).describe('Column with the event time.'),
        timeUnit: z
          .enum(['iso', ...timeUnits])
          .default('iso')
          .describe(
            'What the time column holds: ISO 8601 texts, numbers of that unit since 1970, or days since `timeOrigin`.'
          ),
        timeOrigin: z.iso
          .date()
          .default('1949-01-01')
          .describe("Date of day 0; only for `timeUnit: 'day'`. The default is the first day of the example data."),
        features: z
          .union([z.literal('rest'), z.array(z.string().min(1)).min(1)])
          .default('rest')
          .describe(
            'Columns the model sees, which hold numbers; `rest`: all but time, label, slice and one without a name.'
          ),
        label: z.string().min(1).describe('Column with the truth.'),
        /** @default none */
        slice: z
          .string()
          .min(1)
          .optional()
          .describe(
            'Column whose values cut the evaluation into slices, for the rule that none may get worse. Default: none.'
          ),
      })
      .describe('Where the rows are, and what their columns are.'),
    task: z.enum(['classification', 'regression']).default('classification').describe('What is learned.'),
    /** @default that of a pair everybody reads the same way: 1 of 1 and 0 or -1, true, yes, y, t, positive, pos */
    positive: z
      .union([z.string().min(1), z.number(), z.boolean()])
      .transform(String)
      .optional()
      .describe(
        'Label that counts as positive; every other is negative. Only for a classification. Default: that of a pair everybody reads the same way: 1 of 1 and 0 or -1, true, yes, y, t, positive, pos.'
      ),
    score: z
      .enum(['accuracy', 'precision', 'recall', 'f1', 'logLoss', 'mae', 'rmse'])
      .optional()
      .describe('Metric that heartbeats report epoch by epoch, for pruning. Default: accuracy, or rmse.'),
  })
  .transform(({ score, ...options }) => ({ ...options, score: score ?? defaultScore[options.task] }))
  .refine(({ task, score }) => metricsOf[task].includes(score), {
    path: ['score'],
    error: 'Expected a metric of the task: accuracy, precision, recall, f1 or logLoss; mae or rmse for a regression',
  });

/**
 * What the trainer does with the rows: `retrain.trainer.options` of a monitor file, completed.
 *
 * @example
 * ```ts
 * const options = { data: { csv: 'clicks.csv', time: 'at', label: 'clicked', slice: 'country' } };
 * defineMonitor({ model: 'shop:ranker', retrain: { trainer: { name: 'in-process', options } } });
 * ```
 */
export type InProcessOptions = z.output<typeof inProcessOptionsSchema>;

/**
 * What reading the file needs of them.
 *
 * @example
 * ```ts
 * const columns = { time: 'at', timeUnit: 's', timeOrigin: '1970-01-01', label: 'clicked', features: 'rest' } as const;
 * const data = { csv: 'clicks.csv', ...columns };
 * const { size } = await readTable('/data/clicks.csv', { data, task: 'classification' });
 * ```
 */
export type TableOptions = Pick<InProcessOptions, 'data' | 'task' | 'positive'>;

export const hyperparametersSchema = z.strictObject({
  learningRate: z
    .number()
    .positive()
    .default(0.01)
    .describe('Step of the optimiser; a search space of 1e-4 to 1e-1 on a log scale covers most data.'),
  batchSize: z.int().min(1).default(32).describe('Rows in one step.'),
  epochs: z.int().min(1).max(100_000).default(20).describe('How often all rows are gone through.'),
  l2: z.number().min(0).default(1e-4).describe('Weight of the quadratic penalty on the weights.'),
  optimizer: z.enum(['adam', 'sgd']).default('adam').describe('How a step is made.'),
});

export type Hyperparameters = z.output<typeof hyperparametersSchema>;

/** The options, checked and completed, or a permanent `TrainingError` that lists every fault. */
export function parseInProcessOptions(options: JsonObject): InProcessOptions {
  return parse(inProcessOptionsSchema, options, 'the options of the in-process trainer', true);
}

/** Whether the trainer measures it for that task. */
export function isMetricOf(
  task: InProcessOptions['task'],
  metric: string | undefined
): metric is InProcessOptions['score'] {
  return metric !== undefined && metricsOf[task].includes(metric);
}

/** The same for hyper-parameters. */
export function parseHyperparameters(hyperparameters: JsonObject): Hyperparameters {
  return parse(hyperparametersSchema, hyperparameters, 'the hyper-parameters of the in-process trainer');
}

// --- internal ---

const defaultScore = { classification: 'accuracy', regression: 'rmse' } as const;

function parse<T>(schema: z.ZodType<T>, value: unknown, subject: string, everyTrial = false): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const told = optionFaults(result.error, value).map(({ message }) => message);
  throw new TrainingError(`Expected ${subject} to be valid: ${told.join('; ')}`, {
    permanent: true,
    everyTrial,
    cause: result.error,
  });
}
