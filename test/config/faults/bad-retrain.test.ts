import { expect, test } from 'vitest';
import { faultsOf } from './faults-of.ts';

const model = 'shop:ranker';

/** What is wrong, and everything that people are told of it. */
const faulty: [string, unknown, string[]][] = [
  [
    'floors and gains in per cent',
    { model, retrain: { gate: { floors: [{ metric: 'accuracy', min: 80 }], gains: [{ metric: 'f1', minGain: 2 }] } } },
    [
      'Expected `retrain.gate.floors[0].min` to be at most 1, got `80`; write 0.8 for 80 %',
      'Expected `retrain.gate.gains[0].minGain` to be at most 1, got `2`; write 0.02 for 2 %',
    ],
  ],
  [
    'an unknown tuner',
    { model, retrain: { tuning: { tuner: 'bayesian' } } },
    ['Expected `retrain.tuning.tuner` to be one of `grid`, `random`, `tpe` or `external`, got `bayesian`'],
  ],
  [
    'a mistyped tuner',
    { model, retrain: { tuning: { tuner: 'randon' } } },
    [
      'Expected `retrain.tuning.tuner` to be one of `grid`, `random`, `tpe` or `external`, got `randon`; did you mean `random`?',
    ],
  ],
  [
    'an external tuner that nobody can be asked for',
    { model, retrain: { tuning: { tuner: 'external' } } },
    ['Expected `retrain.trainer.taskQueue` to be the task queue of the external tuner, got nothing'],
  ],
  [
    'a place for artifacts that is no URI',
    { model, retrain: { trainer: { artifacts: '/models' } } },
    ['Expected `retrain.trainer.artifacts` to be the start of a URI, such as `file:///models/`, got `/models`'],
  ],
  [
    'a default action that there is not',
    { model, retrain: { approval: { timeout: '1d', onTimeout: 'accept' } } },
    ['Expected `retrain.approval.onTimeout` to be reject or promote, got `accept`'],
  ],
  [
    'a reminder that would come too late',
    { model, retrain: { approval: { timeout: '1d', reminder: '24h' } } },
    [
      'Expected `retrain.approval.reminder` to be less than `timeout` (1d), got `1d`; shorten it, or write null for no reminder',
    ],
  ],
  [
    'a storm of reminders',
    { model, retrain: { approval: { reminder: '1ms' } } },
    ['Expected `retrain.approval.reminder` to be at least 1s, got `1ms`; lengthen it, or write null for no reminder'],
  ],
  [
    'a seed below 0',
    { model, retrain: { tuning: { seed: -5 } } },
    ['Expected `retrain.tuning.seed` to be a whole number from 0 to 4294967295, got `-5`'],
  ],
  [
    'a seed of more than 32 bits',
    { model, retrain: { tuning: { seed: 5e9 } } },
    ['Expected `retrain.tuning.seed` to be a whole number from 0 to 4294967295, got `5000000000`'],
  ],
  [
    'a scale that YAML 1.2 takes for a text',
    { model, retrain: { tuning: { space: { rate: { type: 'float', low: 1, high: 9, log: 'no' } } } } },
    [
      '`retrain.tuning.space.rate`: Expected `log` to be true or false, got `no`; YAML 1.2 takes `no` for a text: write false',
    ],
  ],
  [
    'a step across the whole range',
    { model, retrain: { tuning: { space: { depth: { type: 'int', low: 1, high: 9, step: 10 } } } } },
    [
      'Expected `retrain.tuning.space.depth.step` to be at most `high` - `low` (8), got `10`; shorten it or leave it out',
    ],
  ],
  [
    'a condition that was left empty',
    { model, retrain: { tuning: { space: { rate: { type: 'float', low: 1, high: 9, when: null } } } } },
    [
      '`retrain.tuning.space.rate`: Expected `when` to be like { name: kernel, in: [rbf] }, got `null`; complete it or drop it',
    ],
  ],
  [
    'a shadow that nobody asked for',
    { model, retrain: { shadow: { samples: 50 } } },
    [
      'Expected `retrain.promotion` to be `shadow`, as `retrain.shadow` is given, got `challenger`; change it, or leave `retrain.shadow` out',
    ],
  ],
  [
    'a metric that a list names twice',
    {
      model,
      metrics: { accuracy: { below: 0.9 } },
      retrain: {
        probation: { metrics: ['accuracy', 'accuracy'] },
        gate: { gains: [{ metric: 'accuracy', minGain: 0.1 }, { metric: 'accuracy' }] },
      },
    },
    [
      'Expected `retrain.gate.gains[1].metric` to be a metric that is not listed twice, got `accuracy`; remove it',
      'Expected `retrain.probation.metrics[1]` to be a metric that is not listed twice, got `accuracy`; remove it',
    ],
  ],
  [
    'a probation of metrics that there are not',
    { model, metrics: { accuracy: { below: 0.9 } }, retrain: { probation: { metrics: ['acuracy'], maxLoss: 2 } } },
    [
      'Expected `retrain.probation.maxLoss` to be a number from 0 to 1, got `2`',
      'Expected `retrain.probation.metrics[0]` to be a metric of the file, got `acuracy`; did you mean `accuracy`?',
    ],
  ],
  [
    'a trainer name that is none',
    { model, retrain: { trainer: { name: '' } } },
    ['Expected `retrain.trainer.name` to be 1 to 64 letters, digits, dots, dashes or underscores, got an empty text'],
  ],
  [
    'a trainer that is a text',
    { model, retrain: { trainer: 'in-process' } },
    ['Expected `retrain.trainer` to be an object such as `{ name: in-process }`, got `in-process`'],
  ],
  [
    'trainer options that JSON cannot carry',
    { model, retrain: { trainer: { options: { since: new Date(0) } } } },
    ['Expected `retrain.trainer.options.since` to be a plain JSON value, got `"1970-01-01T00:00:00.000Z"`'],
  ],
  [
    'hyper-parameters that are not numbers',
    { model, retrain: { hyperparameters: { learningRate: NaN } } },
    ['Expected `retrain.hyperparameters.learningRate` to be a plain JSON value, got `NaN`'],
  ],
  [
    'trials without a space',
    { model, retrain: { tuning: { trials: 5 } } },
    ['`retrain.tuning.space`: Expected the search space to have a parameter, got none; name one or set trials to 0'],
  ],
  [
    'an empty space',
    { model, retrain: { tuning: { space: {} } } },
    ['`retrain.tuning.space`: Expected the search space to have a parameter, got none; name one or set trials to 0'],
  ],
  [
    'a space whose ends are swapped',
    { model, retrain: { tuning: { space: { depth: { type: 'int', low: 9, high: 3 } } } } },
    ['`retrain.tuning.space.depth`: Expected `low` to be at most `high`, got 9 and 3; swap them'],
  ],
  [
    'a logarithmic space from 0',
    { model, retrain: { tuning: { space: { rate: { type: 'float', low: 0, high: 1, log: true } } } } },
    ['`retrain.tuning.space.rate`: Expected `low` to be above 0 because `log` is set, got 0; raise it or drop `log`'],
  ],
  [
    'a space with a mistyped field',
    { model, retrain: { tuning: { space: { rate: { type: 'float', low: 0, high: 1, lgo: true } } } } },
    ['Expected `retrain.tuning.space.rate.lgo` to be a known field, got `true`; did you mean `log`?'],
  ],
  [
    'a window of data that is none',
    { model, retrain: { data: { softWindow: 'since-monday' } } },
    [
      'Expected `retrain.data.softWindow` to be a duration such as `30d`, `since-last-retrain` or `since-drift`, got `since-monday`',
    ],
  ],
  [
    'a pruner that nobody knows',
    { model, retrain: { tuning: { pruner: 'hyperband' } } },
    [
      'Expected `retrain.tuning.pruner` to be `median`, `asha`, or an object such as `{ type: asha, reduction: 3 }`, got `hyperband`',
    ],
  ],
  [
    'a pruner that lets nobody through',
    { model, retrain: { tuning: { pruner: { type: 'asha', reduction: 1 } } } },
    ['Expected `retrain.tuning.pruner.reduction` to be a number above 1, got `1`'],
  ],
  [
    'a time for trials that is longer than the retrain',
    { model, retrain: { timeout: '1h', tuning: { timeBudget: '2h' } } },
    ['Expected `retrain.tuning.timeBudget` to be at most `retrain.timeout` (1h), got `2h`'],
  ],
  [
    'a goal that nobody knows',
    { model, retrain: { tuning: { metric: 'profit' } } },
    [
      'Expected `retrain.tuning.goal` to be maximize or minimize, got nothing; say which for `profit`: its direction is not known',
    ],
  ],
  [
    'a gate that asks for more than is held out',
    { model, retrain: { gate: { minSamples: 500 }, data: { holdoutSamples: 100 } } },
    [
      'Expected `retrain.gate.minSamples` to be at most `retrain.data.holdoutSamples` (100), or no challenger could ever pass, got `500`',
    ],
  ],
  [
    'a floor without a bound',
    { model, retrain: { gate: { floors: [{ metric: 'f1' }] } } },
    ['Expected `retrain.gate.floors[0]` to be a floor with `min` or `max`, got `{"metric":"f1"}`'],
  ],
  [
    'a floor above its ceiling',
    { model, retrain: { gate: { floors: [{ metric: 'f1', min: 0.9, max: 0.1 }] } } },
    ['Expected `retrain.gate.floors[0].min` to be at most `max` (0.1), got `0.9`; swap them'],
  ],
  [
    'a significance above 1',
    { model, retrain: { gate: { significance: 5 } } },
    [
      'Expected `retrain.gate.significance` to be a number from 0.0005 (no p is smaller: the test draws 2,000 times) to 1, or null for no test, got `5`',
    ],
  ],
  [
    'a significance that no challenger could reach',
    { model, retrain: { gate: { significance: 0.0001 } } },
    [
      'Expected `retrain.gate.significance` to be a number from 0.0005 (no p is smaller: the test draws 2,000 times) to 1, or null for no test, got `0.0001`',
    ],
  ],
  [
    'an attempt that may take longer than the retrain',
    { model, retrain: { timeout: '1h', trainer: { timeout: '2h' } } },
    ['Expected `retrain.trainer.timeout` to be at most `retrain.timeout` (1h), got `2h`'],
  ],
  [
    'a heartbeat slower than the attempt',
    { model, retrain: { trainer: { timeout: '1m', heartbeatTimeout: '2m' } } },
    ['Expected `retrain.trainer.heartbeatTimeout` to be at most `timeout` (1m), got `2m`'],
  ],
  [
    'a promotion that is none',
    { model, retrain: { promotion: 'yes' } },
    ['Expected `retrain.promotion` to be challenger, auto or shadow, got `yes`'],
  ],
];

test.each(faulty)('%s is refused with its field, its value and what to do', (_title, monitor, faults) => {
  expect(faultsOf(monitor)).toEqual(faults);
});
