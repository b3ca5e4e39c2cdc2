import { z } from 'zod';
import { durationMessage, durationSchema, finite, idSchema, jsonObjectSchema, wholeNumber } from './field-schemas.ts';
import { smallestPValue } from '../../stats/paired-bootstrap.ts';
import { strict, wanted } from './strict.ts';

const goalSchema = z.enum(['maximize', 'minimize'], wanted('maximize or minimize'));
const metricName = z.string(wanted('the name of a metric'));
const share = (what: string): z.ZodNumber => z.number(wanted(what)).min(0, wanted(what)).max(1, wanted(what));
const samples = wholeNumber(1).nullable().optional();

const trainerSchema = strict(
  {
    name: idSchema.optional().describe('Name under which the worker registered it. Default: in-process.'),
    options: jsonObjectSchema
      .optional()
      .describe('Passed to the trainer unchanged; docs/reference.md lists those of `in-process`.'),
    taskQueue: z
      .string(wanted('the name of a task queue'))
      .min(1, wanted('the name of a task queue'))
      .optional()
      .describe('Queue of the workers that train, such as a Python worker. Default: the worker of the monitor.'),
    artifacts: z
      .string(wanted('the start of a URI, such as `file:///models/`'))
      .regex(/^[a-z][a-z0-9+.-]*:\/\/\S+$/, wanted('the start of a URI, such as `file:///models/`'))
      .optional()
      .describe('Start of the URI of every model it makes; anything else is refused. Default: anywhere.'),
    timeout: durationSchema.optional().describe('Longest time of one attempt. Default: 6h.'),
    heartbeatTimeout: durationSchema
      .optional()
      .describe('Silence after which an attempt counts as failed. Default: 1m.'),
    retries: wholeNumber(0, 1_000).optional().describe('Further attempts after the first has failed. Default: 3.'),
    retryInterval: durationSchema.optional().describe('Pause before each retry. Default: 30s.'),
  },
  'an object such as `{ name: in-process }`'
);

const percent = (what: string): z.ZodNumber => z.number(wanted(what)).min(0, wanted(what)).lt(100, wanted(what));

const prunerWanted = '`median`, `asha`, or an object such as `{ type: asha, reduction: 3 }`';

const prunerSchema = z
  .union(
    [
      z.enum(['median', 'asha']).transform((type) => ({ type })),
      strict(
        {
          type: z.literal('median').describe('Stops what is worse than the median of the others at the same point.'),
          startupTrials: wholeNumber(1).optional().describe('Complete trials before any is stopped. Default: 5.'),
          warmup: percent('a per cent from 0 to below 100')
            .optional()
            .describe('Per cent of training that every trial gets. Default: 0.'),
        },
        prunerWanted
      ),
      strict(
        {
          type: z.literal('asha').describe('Lets only the best go on from each rung (successive halving).'),
          firstRung: percent('a per cent above 0 and below 100')
            .gt(0, wanted('a per cent above 0 and below 100'))
            .optional()
            .describe('Per cent of training at which trials are first compared. Default: 6.25.'),
          reduction: z
            .number(wanted('a number above 1'))
            .gt(1, wanted('a number above 1'))
            .optional()
            .describe('One trial in this many goes on from each rung. Default: 4.'),
        },
        prunerWanted
      ),
    ],
    wanted(prunerWanted)
  )
  .meta({ id: 'Pruner' });

const tuningSchema = strict(
  {
    tuner: z
      .string(wanted('the name of a tuner'))
      .nullable()
      .optional()
      .describe("`external` asks the trainer's own task queue. Default: the worker's (TEMPORAL_RETRAIN_TUNER)."),
    space: z
      .record(z.string(), z.unknown(), wanted('an object of parameters'))
      .meta({ id: 'SearchSpace' })
      .optional()
      .describe('What to search, a dimension for each hyper-parameter. Default: nothing.'),
    trials: wholeNumber(0, 1_000)
      .optional()
      .describe('Trainings before the final one. Default: 20 with a search space, else 0.'),
    timeBudget: durationSchema.optional().describe('No trial runs longer than until then. Default: no limit.'),
    parallel: wholeNumber(1, 1_000).optional().describe('Trials run at the same time. Default: 1.'),
    pruner: prunerSchema.optional().describe('Stops trials that lag behind. Default: every trial runs to its end.'),
    metric: metricName
      .optional()
      .describe('What the tuner improves. Default: the first metric of the file that measures quality.'),
    goal: goalSchema.optional().describe('Which way is better. Default: by the direction of the metric.'),
    seed: wholeNumber(0, 2 ** 32 - 1)
      .optional()
      .describe('Start of the random numbers of tuner and trainer. Default: 0.'),
  },
  'an object such as `{ tuner: tpe, space: { depth: { type: int, low: 2, high: 9 } } }`'
);

/** Below the smallest p, no challenger could ever pass. */
const gateLevel = 'a number from 0.0005 (no p is smaller: the test draws 2,000 times) to 1, or null for no test';

const gateSchema = strict(
  {
    minSamples: wholeNumber(1).optional().describe('Fewest held-out rows. Default: 30.'),
    floors: z
      .array(
        strict(
          {
            metric: metricName.describe('A metric that the trainer reports.'),
            min: finite().optional().describe('Less than this fails.'),
            max: finite().optional().describe('More than this fails.'),
          },
          'a floor such as `{ metric: accuracy, min: 0.8 }`'
        ),
        wanted('a list of floors')
      )
      .optional()
      .describe('Absolute limits that the challenger must keep.'),
    gains: z
      .array(
        strict(
          {
            metric: metricName.describe('A metric that the trainer reports.'),
            goal: goalSchema.optional().describe('Which way is better. Default: by the metric.'),
            minGain: finite()
              .optional()
              .describe('Least gain over the champion; negative tolerates a loss. Default: 0.005 for shares, else 0.'),
            ifReported: z
              .boolean(wanted('true or false'))
              .optional()
              .describe(
                'true: where neither of the two reports it, the loss alone decides; false: a first version must report it too. Default: false.'
              ),
          },
          'a gain such as `{ metric: accuracy, minGain: 0.005 }`'
        ),
        wanted('a list of gains')
      )
      .optional()
      .describe('Gains over the champion. Default: on the tuning metric, if it is reported.'),
    maxSliceLoss: share('a number from 0 to 1, or null for no such rule')
      .nullable()
      .optional()
      .describe('Most that any slice may lose against the champion; null: no such rule. Default: 0.02.'),
    significance: z
      .number(wanted(gateLevel))
      .min(smallestPValue, wanted(gateLevel))
      .max(1, wanted(gateLevel))
      .nullable()
      .optional()
      .describe('How often chance may pass a challenger that is no better; null: no test. Default: 0.03.'),
    maxLatencyMs: z
      .number(wanted('a number of milliseconds above 0'))
      .positive(wanted('a number of milliseconds above 0'))
      .optional()
      .describe('Longest time of a prediction, 95th percentile. Default: no limit.'),
    maxBytes: wholeNumber(1).optional().describe('Largest artifact that may serve. Default: no limit.'),
  },
  'an object such as `{ minSamples: 100 }`'
);

const approvalSchema = strict(
  {
    timeout: durationSchema
      .nullable()
      .optional()
      .describe('How long a challenger waits for a person; null: forever. Default: 3d.'),
    reminder: durationSchema.nullable().optional().describe('Pause between reminders; null: none. Default: 1d.'),
    onTimeout: z
      .enum(['reject', 'promote'], wanted('reject or promote'))
      .optional()
      .describe('What happens if nobody decides in time. Default: reject.'),
  },
  'an object such as `{ timeout: 3d, reminder: 1d, onTimeout: reject }`'
).meta({ id: 'Approval' });

const windowWanted = durationMessage('a duration such as `30d`, `since-last-retrain` or `since-drift`');

const windowSchema = z
  .union(
    [
      z.literal('since-last-retrain').transform(() => ({ since: 'last-retrain' as const })),
      z.literal('since-drift').transform(() => ({ since: 'drift' as const })),
      durationSchema.transform((lastMs) => ({ lastMs })),
    ],
    windowWanted
  )
  .optional();

const liveFields = {
  samples: wholeNumber(10, 1_000_000)
    .optional()
    .describe('It ends after this many observations of every metric; of one with `aggregate` rows count, not windows.'),
  timeout: durationSchema.optional().describe('It ends after this time at the latest.'),
  significance: share('a number from 0 to 1')
    .optional()
    .describe('How often chance may fail a version that is not worse. Default: 0.05.'),
  maxLoss: share('a number from 0 to 1')
    .optional()
    .describe('Largest loss tolerated, as a share of the mean. Default: 0.01.'),
  metrics: z
    .array(metricName, wanted('a list of metrics'))
    .min(1, wanted('a list of at least one metric'))
    .optional()
    .describe('Default: all of the file.'),
};

/** How to retrain. */
export const retrainSchema = strict(
  {
    trainer: trainerSchema.optional().describe('Who trains, and how patiently it is waited for.'),
    hyperparameters: jsonObjectSchema
      .optional()
      .describe('For the first model, and for parameters outside the search space.'),
    tuning: tuningSchema.optional().describe('The search for hyper-parameters. Default: none.'),
    data: strict(
      {
        softSamples: samples.describe('Latest rows that a soft retrain continues on; null: all. Default: 10000.'),
        fullSamples: samples.describe('Latest rows that a full retrain trains on; null: all. Default: all.'),
        softWindow: windowSchema.describe('Oldest rows of a soft retrain. Default: no limit.'),
        fullWindow: windowSchema.describe('Oldest rows of a full retrain. Default: no limit.'),
        holdoutSamples: wholeNumber(1).optional().describe('Latest rows held out for the gate. Default: 1000.'),
      },
      'an object such as `{ softSamples: 5000 }`'
    )
      .optional()
      .describe('Which rows are trained on and held out.'),
    gate: gateSchema.optional().describe('What a challenger must show on held-out rows.'),
    promotion: z
      .enum(['challenger', 'auto', 'shadow'], wanted('challenger, auto or shadow'))
      .optional()
      .describe(
        'challenger waits for a person; auto promotes a challenger that passes the gate; shadow also asks that it does no worse on live metrics. Default: challenger.'
      ),
    shadow: strict(liveFields, 'an object such as `{ samples: 200, timeout: 7d }`')
      .optional()
      .describe('For `promotion: shadow`. Default: 200 observations of every metric within 7d.'),
    probation: strict(liveFields, 'an object such as `{ samples: 100, timeout: 1d }`, or null for none')
      .nullable()
      .optional()
      .describe(
        'A new champion that does worse than the previous one is rolled back. Default: 100 observations within 1d.'
      ),
    approval: approvalSchema.optional().describe('How long a challenger waits for a person, and what then.'),
    versioning: z
      .enum(['patch', 'strategy'], wanted('patch or strategy'))
      .optional()
      .describe(
        'strategy: patch for the same hyper-parameters, minor if retuned, major after a full retrain. Default: strategy.'
      ),
    timeout: durationSchema.optional().describe('Longest time of the whole retrain. Default: 24h.'),
  },
  'an object such as `{ trainer: { name: in-process } }`'
).meta({ id: 'Retrain' });

export type RetrainFile = z.output<typeof retrainSchema>;
