import { expect, test } from 'vitest';
import { faultsOf } from './faults-of.ts';

const model = 'shop:ranker';

/** What is wrong, and everything that people are told of it. */
const faulty: [string, unknown, string[]][] = [
  [
    'a metric name with a space',
    { model, metrics: { 'my metric': { below: 1 } } },
    [
      'Expected `metrics.my metric` to be a metric name: 1 to 64 letters, digits, dots, dashes or underscores, a letter first, got `my metric`; rename it',
    ],
  ],
  [
    'a metric that hides in the prototype',
    { model, metrics: JSON.parse('{"__proto__":{"below":1}}') },
    ['Expected `metrics.__proto__` to be a metric name, got `__proto__`; rename it'],
  ],
  [
    'a metric that is a list',
    { model, metrics: { accuracy: [] } },
    ['Expected `metrics.accuracy` to be an object such as `{ below: 0.9 }`, got `[]`'],
  ],
  [
    'a metric of unknown direction',
    { model, metrics: { clickRate: { below: 0.1 } } },
    [
      'Expected `metrics.clickRate.direction` to be higher-is-better, lower-is-better or two-sided, got nothing; say which way is good',
    ],
  ],
  [
    'a mistyped metric',
    { model, metrics: { acuracy: { below: 0.9 } } },
    [
      'Expected `metrics.acuracy.direction` to be higher-is-better, lower-is-better or two-sided, got nothing; say which way is good, or did you mean the metric `accuracy`?',
    ],
  ],
  [
    'a known metric turned round',
    { model, metrics: { latencyMs: { direction: 'higher-is-better', above: 3 } } },
    [
      'Expected `metrics.latencyMs.direction` to be lower-is-better, got `higher-is-better`; for `latencyMs` it is built in; leave it out or rename the metric',
    ],
  ],
  [
    'a direction that is none',
    { model, metrics: { clickRate: { direction: 'up', below: 1 } } },
    ['Expected `metrics.clickRate.direction` to be higher-is-better, lower-is-better or two-sided, got `up`'],
  ],
  [
    'a limit on the wrong side of a latency',
    { model, metrics: { latencyMs: { below: 200 } } },
    ['`metrics.latencyMs`: Expected `above` for a metric where lower is better, got `below: 200`'],
  ],
  [
    'a limit on the wrong side of an accuracy',
    { model, metrics: { accuracy: { detectors: [{ type: 'limit', above: 0.9 }] } } },
    ['`metrics.accuracy.detectors[0]`: Expected `below` for a metric where higher is better, got `above: 0.9`'],
  ],
  [
    'a detector without its limit',
    { model, metrics: { accuracy: { detectors: ['ewma-limit'] } } },
    ['`metrics.accuracy.detectors[0]`: Expected `below` or `above` to be given'],
  ],
  [
    'a limit that is not a number',
    { model, metrics: { accuracy: { below: NaN } } },
    ['Expected `metrics.accuracy.below` to be a finite number, got `NaN`'],
  ],
  [
    'a limit that is infinite',
    { model, metrics: { accuracy: { detectors: [{ type: 'limit', below: Infinity }] } } },
    ['`metrics.accuracy.detectors[0].below`: Expected `below` to be a finite number, got `Infinity`'],
  ],
  [
    'bounds that leave nothing between them',
    { model, metrics: { bias: { direction: 'two-sided', below: 1, above: -1 } } },
    ['`metrics.bias`: Expected `below` (1) to be less than `above` (-1)'],
  ],
  [
    'an alpha of 0',
    { model, metrics: { accuracy: { alpha: 0 } } },
    [
      'Expected `metrics.accuracy.alpha` to be a number above 0 and at most 1, got `0`; 0.2 weighs about the last 10 values',
    ],
  ],
  [
    'an alpha above 1 in a detector',
    { model, metrics: { accuracy: { detectors: [{ type: 'ewma-limit', below: 0.9, alpha: 1.5 }] } } },
    [
      '`metrics.accuracy.detectors[0].alpha`: Expected `alpha` to be a finite number more than 0 and at most 1, got `1.5`',
    ],
  ],
  [
    'an unknown detector',
    { model, metrics: { accuracy: { detectors: [{ type: 'ewma-limt', below: 0.9 }] } } },
    [
      'Expected `metrics.accuracy.detectors[0].type` to be the name of a detector, got `ewma-limt`; did you mean `ewma-limit`?',
    ],
  ],
  [
    'a detector without a type',
    { model, metrics: { accuracy: { detectors: [{ below: 0.9 }] } } },
    ['Expected `metrics.accuracy.detectors[0].type` to be the name of a detector, got nothing'],
  ],
  [
    'a detector that is a number',
    { model, metrics: { accuracy: { detectors: [0.9] } } },
    ['Expected `metrics.accuracy.detectors[0]` to be a detector such as `{ type: limit, below: 0.9 }`, got `0.9`'],
  ],
  [
    'an unknown option of a detector',
    { model, metrics: { accuracy: { detectors: [{ type: 'patience', below: 0.9, patiense: 4 }] } } },
    [
      '`metrics.accuracy.detectors[0].patiense`: Expected an option of `patience`, got `patiense`: did you mean `patience`?',
    ],
  ],
  [
    'patience that is longer than what it looks back on',
    { model, metrics: { accuracy: { detectors: [{ type: 'ewma', patience: { of: 3, atLeast: 5 } }] } } },
    ['Expected `metrics.accuracy.detectors[0].patience.atLeast` to be at most 3, the value of `of`, got `5`'],
  ],
  [
    'patience with a detector whose alarm clears its window',
    { model, metrics: { accuracy: { detectors: [{ type: 'adwin', patience: { of: 5, atLeast: 3 } }] } } },
    [
      '`metrics.accuracy.detectors[0].patience`: Expected no `patience` on `adwin`: its alarm clears its own state, so its statistic never exceeds its limit twice in a row; leave it out or use another detector',
    ],
  ],
  [
    'patience that is a number, on a detector that has no such option',
    { model, metrics: { accuracy: { detectors: [{ type: 'ewma', patience: 3 }] } } },
    [
      '`metrics.accuracy.detectors[0].patience`: Expected an option of `ewma`, got `patience`: it has `alpha`, `width`, `mode`, `relearn`, `burnIn`, `mu0`, `sd0`, `ddof`, `recheck`',
    ],
  ],
  [
    'a season that is none',
    { model, metrics: { accuracy: { below: 0.9, seasonality: 'monthly' } } },
    [
      'Expected `metrics.accuracy.seasonality` to be hour-of-day, day-of-week or hour-of-week, or an object such as `{ by: hour-of-day, timeZone: Europe/Berlin }`, got `monthly`',
    ],
  ],
  [
    'a season in no time zone',
    { model, metrics: { accuracy: { below: 0.9, seasonality: { by: 'hour-of-day', timeZone: 'Mars' } } } },
    [
      'Expected `metrics.accuracy.seasonality.timeZone` to be the IANA name of a time zone such as `Europe/Berlin`, got `Mars`',
    ],
  ],
  [
    'a seasonal detector of a metric without a season',
    { model, metrics: { accuracy: { detectors: [{ type: 'ewma', seasonal: true }] } } },
    [
      'Expected `metrics.accuracy.detectors[0].seasonal` to be left out, as the metric has no `seasonality`, got `true`',
    ],
  ],
  [
    'a seasonal detector of bits',
    { model, metrics: { errorRate: { seasonality: 'hour-of-day', detectors: [{ type: 'ddm', seasonal: true }] } } },
    ['Expected `metrics.errorRate.detectors[0].seasonal` to be left out, as `ddm` reads 0 and 1, got `true`'],
  ],
  [
    'excluded times that end before they begin',
    {
      model,
      exclude: { spans: [{ from: '2026-01-02', to: '2026-01-01' }] },
      metrics: { accuracy: { below: 0.9, exclude: { weekly: [{ from: '10:00', to: '10:00' }] } } },
    },
    [
      'Expected `exclude.spans[0].to` to be after `from`, got 2026-01-01T00:00:00.000Z after 2026-01-02T00:00:00.000Z; swap them',
      'Expected `metrics.accuracy.exclude.weekly[0].to` to be another time than `from`, got `10:00`; write 00:00 to 24:00 for whole days',
    ],
  ],
  [
    'a buffer for late observations where none may be late',
    { model, metrics: { accuracy: { below: 0.9, lateBuffer: 10 } } },
    [
      'Expected `metrics.accuracy.lateBuffer` to be left out without `allowedLateness`, got `10`; say how late an observation may come',
    ],
  ],
  [
    'the same detector id twice',
    {
      model,
      metrics: {
        accuracy: {
          detectors: [
            { id: 'a', type: 'limit', below: 0.9 },
            { id: 'a', type: 'limit', below: 0.8 },
          ],
        },
      },
    },
    ['Expected `metrics.accuracy.detectors[1].id` to be an id that no other detector has, got `a`; rename one of them'],
  ],
  [
    'a severity that is none of the three',
    { model, metrics: { accuracy: { detectors: [{ type: 'limit', below: 0.9, severity: 'hard' }] } } },
    ['Expected `metrics.accuracy.detectors[0].severity` to be none, soft or full, got `hard`'],
  ],
  [
    'a silence that is no duration',
    { model, metrics: { accuracy: { noDataAfter: '2 hours' } } },
    [
      'Expected `metrics.accuracy.noDataAfter` to be a duration above 0, up to 36500d, such as `90s`, `30m`, `24h` or `7d`, got `2 hours`',
    ],
  ],
  [
    'a window of no size',
    { model, metrics: { accuracy: { window: 0 } } },
    ['Expected `metrics.accuracy.window` to be a whole number from 1 to 5000, got `0`'],
  ],
  [
    'a number of segments that is not whole',
    { model, metrics: { accuracy: { maxSegments: 1.5 } } },
    ['Expected `metrics.accuracy.maxSegments` to be a whole number from 0 to 10000, got `1.5`'],
  ],
  [
    'a percentage for a share',
    {
      model,
      metrics: {
        accuracy: { below: 93 },
        f1: { below: 1.8 },
        errorRate: { detectors: [{ type: 'ewma-limit', above: 5 }] },
      },
    },
    [
      'Expected `metrics.accuracy.below` to be at most 1, got `93`; write 0.93 for 93 %',
      'Expected `metrics.f1.below` to be at most 1, got `1.8`; write 0.018 for 1.8 %',
      'Expected `metrics.errorRate.detectors[0].above` to be at most 1, got `5`; write 0.05 for 5 %',
    ],
  ],
  [
    'a monitor that would watch nothing',
    { model, metrics: {} },
    [
      'Expected `metrics` to be at least one metric, got `{}`; leave it out to watch accuracy and F1, or give `schedules`',
    ],
  ],
];

test.each(faulty)('%s is refused with its field, its value and what to do', (_title, monitor, faults) => {
  expect(faultsOf(monitor)).toEqual(faults);
});

test('a monitor without metrics is fine that retrains by a timetable', () => {
  expect(faultsOf({ model, metrics: {}, schedules: [{ id: 'nightly', every: '1d', severity: 'full' }] })).toEqual([]);
});

test('limits that no share can cross are fine for other metrics, and under 0 for all', () => {
  expect(faultsOf({ model, metrics: { logLoss: { above: 5 }, accuracy: { below: -1 } } })).toEqual([]);
});
