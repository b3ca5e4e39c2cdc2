import { describe, expect, it } from 'vitest';
import { adviceOn } from '../../src/config/advice.ts';
import { parseMonitor } from '../../src/config/parse-monitor.ts';
import { timeAdvice } from '../../src/config/time-advice.ts';

const adviceFor = (changes: object): string[] =>
  adviceOn(
    parseMonitor({
      model: 'shop:ranker',
      metrics: { accuracy: { below: 0.9 }, f1: { below: 0.8 } },
      retrain: { trainer: { name: 'ours' } },
      ...changes,
    })
  );

const weekend = { from: '00:00', to: '24:00', days: ['sat', 'sun'] };
const workdays = { from: '00:00', to: '24:00', days: ['mon', 'tue', 'wed', 'thu', 'fri'] };

it.each([
  ['a whole day', [{ from: '00:00', to: '24:00' }]],
  ['spans that adjoin', [weekend, workdays]],
  [
    'nights and days',
    [
      { from: '22:00', to: '06:00' },
      { from: '05:30', to: '22:00' },
    ],
  ],
])('an exclusion of all times is told: nothing is ever judged (%s)', (_, weekly) => {
  const metrics = { accuracy: { below: 0.9, exclude: { weekly } }, f1: { below: 0.8 } };
  expect(adviceFor({ metrics })).toEqual([
    '`exclude.weekly` of `accuracy` leaves out the whole week: no value is ever judged, and no detector fires; leave out less of it',
  ]);
  expect(adviceFor({ exclude: { weekly } })).toEqual([expect.stringContaining('of `accuracy`, `f1` leaves out')]);
});

it('quiet hours of all times are told: nothing is ever launched by itself', () => {
  expect(adviceFor({ quietHours: [weekend, workdays] })).toEqual([
    expect.stringMatching(/^`quietHours` are the whole week: only a retrain that a person asks for /),
  ]);
});

it.each([
  ['nothing', []],
  ['nights', [{ from: '22:00', to: '06:00' }]],
  [
    'a gap of a minute',
    [
      { from: '00:00', to: '12:00' },
      { from: '12:01', to: '24:00' },
    ],
  ],
  ['all days but one', [weekend, { ...workdays, days: ['mon', 'tue', 'wed', 'thu'] }]],
  [
    'a gap before the first day',
    [
      { from: '06:00', to: '24:00', days: ['sun'] },
      { ...workdays, days: [...workdays.days, 'sat'] },
    ],
  ],
])('times that leave some out need no advice: %s', (_, weekly) => {
  expect(adviceFor({ exclude: { weekly }, quietHours: weekly })).toEqual([]);
});

describe('a span of many years', () => {
  const ever = [{ from: '2000-01-01', to: '9000-01-01' }];
  const now = Date.parse('2026-03-02T12:00:00Z');
  const told = (changes: object): string[] =>
    timeAdvice(
      parseMonitor({ model: 'shop:ranker', metrics: { accuracy: { below: 0.9 }, f1: { below: 0.8 } }, ...changes })
        .policy,
      now
    );

  it('as a freeze or an exclusion is told: it does not end while anybody looks', () => {
    expect(told({ freezes: ever })).toEqual([
      '`freezes` last from 2000-01-01 00:00:00Z to 9000-01-01 00:00:00Z: until then only a retrain that a person asks for is launched; correct `to`',
    ]);
    expect(told({ exclude: { spans: ever } })).toEqual([
      '`exclude.spans` of `accuracy`, `f1` leave out 2000-01-01 00:00:00Z to 9000-01-01 00:00:00Z: until then no value is judged, and no detector fires; correct `to`',
    ]);
  });

  it('is found where several make it, and as one that is still to come', () => {
    const parts = [
      { from: '2026-02-01', to: '2030-01-01' },
      { from: '2026-06-01', to: '2040-01-01' },
    ];
    expect(told({ freezes: parts })).toEqual([expect.stringContaining('from 2026-02-01 00:00:00Z to 2040-01-01')]);
    expect(told({ freezes: [{ from: '2027-01-01', to: '2207-01-04' }] })).toHaveLength(1);
  });

  it('as a freeze is told where it is over: its year may have been mistyped', () => {
    const holiday = { from: '2024-12-20', to: '2025-01-04' };
    expect(told({ freezes: [holiday, { from: '2026-12-20', to: '2027-01-04' }] })).toEqual([
      'the freeze from 2024-12-20 00:00:00Z to 2025-01-04 00:00:00Z is over and holds nothing; correct the year, or take out what has passed',
    ]);
    const two = [holiday, { from: '2025-12-20', to: '2026-01-04' }];
    expect(told({ freezes: two })).toEqual([
      expect.stringContaining('04 00:00:00Z and 1 more are over and hold nothing'),
    ]);
  });

  it('needs no advice where it ends within a year, or leaves values out that are past', () => {
    expect(told({ freezes: [{ from: '2020-01-01', to: '2027-01-04' }] })).toEqual([]);
    expect(told({ exclude: { spans: [{ from: 0, to: now }] } })).toEqual([]);
  });
});

describe('a schedule with slots that its cool-down holds', () => {
  const told = (schedules: object[], changes: object = {}): string[] => adviceFor({ schedules, ...changes });
  const held = (id: string, share: string, cooldown: string): string =>
    `Of the next 20 slots of the schedule \`${id}\` ${share} fall into a \`cooldown\` of ${cooldown}: what is held in it is one retrain when it ends; name fewer slots, or a shorter \`cooldown\``;

  it.each([
    [{ cron: '*/5 * * * *' }, {}, held('cron', '19', '1d')],
    [{ every: '5m', id: 'often' }, {}, held('often', '19', '1d')],
    [{ every: '12h' }, {}, held('every', '10', '1d')],
    [{ cron: '0 3,4 * * *' }, {}, held('cron', '10', '1d')],
    [{ every: '1h' }, { cooldown: '3h' }, held('every', '13', '3h')],
  ])('is told where that is half of them or more: %o %o', (schedule, changes, text) =>
    expect(told([schedule], changes)).toEqual([text])
  );

  it.each([
    [{ cron: '0 3 * * *', timeZone: 'Europe/Berlin' }, {}],
    [{ every: '24h' }, {}],
    [{ cron: '*/5 * * * *' }, { cooldown: 0 }],
    [{ cron: '0 0 29 2 *' }, {}],
    [{ every: '1h' }, { cooldown: '1h' }],
  ])('needs no advice where hardly any is held: %o %o', (schedule, changes) =>
    expect(told([schedule], changes)).toEqual([])
  );
});
