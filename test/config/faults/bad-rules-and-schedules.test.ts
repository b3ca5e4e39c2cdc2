import { expect, test } from 'vitest';
import { faultsOf } from './faults-of.ts';

const model = 'shop:ranker';

/** What is wrong, and everything that people are told of it. */
const faulty: [string, unknown, string[]][] = [
  [
    'a rule on an unknown metric',
    { model, rules: [{ id: 'r', any: ['acuracy'] }] },
    ['Expected `rules[0].any[0]` to be a metric of this monitor, got `acuracy`; did you mean `accuracy`?'],
  ],
  [
    'a rule on an unknown detector',
    { model, rules: [{ id: 'r', any: ['accuracy:limit'] }] },
    ['Expected `rules[0].any[0]` to be a detector of `accuracy`, got `limit`; it can be `ewma-limit`'],
  ],
  [
    'a rule on two unknown parts',
    { model, rules: [{ id: 'r', all: [{ metric: 'f2' }, { metric: 'f1', detector: 'ewma-limt' }] }] },
    [
      'Expected `rules[0].all[0].metric` to be a metric of this monitor, got `f2`; did you mean `f1`?',
      'Expected `rules[0].all[1].detector` to be a detector of `f1`, got `ewma-limt`; did you mean `ewma-limit`?',
    ],
  ],
  [
    'a rule without terms',
    { model, rules: [{ id: 'r', any: [] }] },
    ['Expected `rules[0].any` to be a list of at least one term, got `[]`'],
  ],
  [
    'a rule with any and all',
    { model, rules: [{ id: 'r', any: ['f1'], all: ['f1'] }] },
    ['Expected `rules[0]` to have either `any`, `all`, or `atLeast` and `of`, got `any` and `all`'],
  ],
  [
    'a rule with more wanted than there are terms',
    { model, rules: [{ id: 'r', atLeast: 3, of: ['f1', 'accuracy'] }] },
    ['Expected `rules[0].atLeast` to be at most 2, the number of terms, got `3`'],
  ],
  [
    'a rule with a number and no list',
    { model, rules: [{ id: 'r', atLeast: 3 }] },
    ['Expected `rules[0]` to have either `any`, `all`, or `atLeast` and `of`, got `atLeast`'],
  ],
  [
    'a rule without an id',
    { model, rules: [{ any: ['f1'] }] },
    ['Expected `rules[0].id` to be 1 to 64 letters, digits, dots, dashes or underscores, got nothing'],
  ],
  [
    'two rules of one id',
    {
      model,
      rules: [
        { id: 'r', any: ['f1'] },
        { id: 'r', any: ['accuracy'] },
      ],
    },
    ['Expected `rules[1].id` to be an id that no other rule has, got `r`; rename one of them'],
  ],
  [
    'a level that no rule can ask for',
    { model, rules: [{ id: 'r', any: [{ metric: 'f1', level: 'stable' }] }] },
    ['Expected `rules[0].any[0].level` to be warning or drift, got `stable`'],
  ],
  [
    'a rule that counts one detector twice',
    {
      model,
      rules: [
        { id: 'r', atLeast: 2, of: ['accuracy:ewma-limit', 'f1', 'accuracy:ewma-limit'] },
        { id: 's', all: ['f1', { metric: 'f1', level: 'warning' }] },
      ],
    },
    [
      'Expected `rules[0].of[2]` to be a term that no other one of the rule counts already, got `accuracy:ewma-limit`; `rules[0].of[0]` does: remove one of them',
      'Expected `rules[1].all[1]` to be a term that no other one of the rule counts already, got `{"metric":"f1","level":"warning"}`; `rules[1].all[0]` does: remove one of them',
    ],
  ],
  [
    'a rule that counts a detector with its metric',
    { model, rules: [{ id: 'r', atLeast: 2, of: ['accuracy', 'accuracy:ewma-limit'] }] },
    [
      'Expected `rules[0].of[1]` to be a term that no other one of the rule counts already, got `accuracy:ewma-limit`; `rules[0].of[0]` does: remove one of them',
    ],
  ],
  [
    'a schedule without a time',
    { model, schedules: [{ id: 'nightly' }] },
    ['Expected `schedules[0]` to have either `every` or `cron`, got neither'],
  ],
  [
    'slots closer than a second',
    { model, schedules: [{ every: '999ms' }] },
    ['Expected `schedules[0].every` to be at least 1s, got 999 ms'],
  ],
  [
    'a schedule with both kinds of time',
    { model, schedules: [{ every: '24h', cron: '0 3 * * *' }] },
    ['Expected `schedules[0]` to have either `every` or `cron`, got both'],
  ],
  [
    'a cron expression with a minute that is none',
    { model, schedules: [{ cron: '99 * * * *' }] },
    [
      '`schedules[0].cron`: Expected five fields, minute to day of week, such as `0 3 * * 1`, got `99 * * * *`: Invalid value for minute: 99',
    ],
  ],
  [
    'a cron expression with seconds',
    { model, schedules: [{ cron: '0 0 3 * * 1' }] },
    [
      "`schedules[0].cron`: Expected five fields, minute to day of week, such as `0 3 * * 1`, got `0 0 3 * * 1`: mode '5-part' requires exactly 5 parts, but pattern '0 0 3 * * 1' has 6 parts",
    ],
  ],
  [
    'a cron expression that never comes',
    { model, schedules: [{ cron: '0 0 30 2 *' }] },
    ['`schedules[0].cron`: Expected `0 0 30 2 *` to have a next run, it has none'],
  ],
  [
    'a time zone that is none',
    { model, schedules: [{ cron: '0 3 * * 1', timeZone: 'Mars/Olympus' }] },
    ['Expected `schedules[0].timeZone` to be the IANA name of a time zone such as `Europe/Berlin`, got `Mars/Olympus`'],
  ],
  [
    'a time zone where hours are counted',
    { model, schedules: [{ every: '24h', timeZone: 'UTC' }] },
    ['`schedules[0].timeZone`: Expected no `timeZone` beside `every`: it counts hours; leave it out or use `cron`'],
  ],
  [
    'a schedule of nothing',
    { model, schedules: [{ every: '24h', severity: 'none' }] },
    ['Expected `schedules[0].severity` to be soft or full, got `none`'],
  ],
  [
    'two schedules of one id',
    {
      model,
      schedules: [
        { id: 's', every: '24h' },
        { id: 's', every: '48h' },
      ],
    },
    ['Expected `schedules[1].id` to be an id that no other schedule has, got `s`; rename one of them'],
  ],
];

test.each(faulty)('%s is refused with its field, its value and what to do', (_title, monitor, faults) => {
  expect(faultsOf(monitor)).toEqual(faults);
});

test('a rule may name one detector for each segment, and in `any` its metric, too', () => {
  const terms = ['eu', 'us'].map((segment) => ({ metric: 'accuracy', segment }));
  expect(faultsOf({ model, rules: [{ id: 'r', all: terms }] })).toEqual([]);
  const any = ['accuracy', { metric: 'accuracy', detector: 'ewma-limit' }];
  expect(faultsOf({ model, rules: [{ id: 'r', any }] })).toEqual([]);
});
