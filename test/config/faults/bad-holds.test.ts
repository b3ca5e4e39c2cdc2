import { expect, test } from 'vitest';
import { faultsOf } from './faults-of.ts';

const model = 'shop:ranker';

/** What is wrong, and everything that people are told of it. */
const faulty: [string, unknown, string[]][] = [
  [
    'a cool-down without a unit',
    { model, cooldown: '24' },
    [
      'Expected `cooldown` to be 0, or a duration above 0, up to 36500d, such as `90s`, `30m`, `24h` or `7d`, got `"24"`; say the unit: `24m` or `24h`?',
    ],
  ],
  [
    'a cool-down that is a number',
    { model, cooldown: 24 },
    [
      'Expected `cooldown` to be 0, or a duration above 0, up to 36500d, such as `90s`, `30m`, `24h` or `7d`, got `24`; say the unit: `24m` or `24h`?',
    ],
  ],
  [
    'milliseconds, which were meant as that',
    { model, cooldown: 86_400_000 },
    [
      'Expected `cooldown` to be 0, or a duration above 0, up to 36500d, such as `90s`, `30m`, `24h` or `7d`, got `86400000`; say the unit: `1d` is 86400000 ms',
    ],
  ],
  [
    'any other duration without a unit',
    { model, budget: { max: 1, per: 7 }, retrain: { timeout: 6, data: { softWindow: 30 } } },
    [
      'Expected `budget.per` to be a duration above 0, up to 36500d, such as `90s`, `30m`, `24h` or `7d`, got `7`; say the unit: `7m` or `7h`?',
      'Expected `retrain.data.softWindow` to be a duration such as `30d`, `since-last-retrain` or `since-drift`, got `30`; say the unit: `30m` or `30h`?',
      'Expected `retrain.timeout` to be a duration above 0, up to 36500d, such as `90s`, `30m`, `24h` or `7d`, got `6`; say the unit: `6m` or `6h`?',
    ],
  ],
  [
    'a negative cool-down',
    { model, cooldown: -1 },
    ['Expected `cooldown` to be 0, or a duration above 0, up to 36500d, such as `90s`, `30m`, `24h` or `7d`, got `-1`'],
  ],
  [
    'quiet hours at a time that is none',
    { model, quietHours: [{ from: '25:00', to: '06:00' }] },
    ['Expected `quietHours[0].from` to be a time of day such as `22:00`, got `25:00`'],
  ],
  [
    'quiet hours that begin at the end of a day: on which day would not be said',
    { model, quietHours: [{ from: '24:00', to: '06:00', days: ['sat'] }] },
    [
      'Expected `quietHours[0].from` to be a time of day such as `22:00`, got `24:00`; write 00:00, which belongs to the next day',
    ],
  ],
  [
    'quiet hours that begin when they end',
    { model, quietHours: [{ from: '06:00', to: '06:00' }] },
    ['Expected `quietHours[0].to` to be another time than `from`, got `06:00`; write 00:00 to 24:00 for whole days'],
  ],
  [
    'quiet hours on a day that is none',
    { model, quietHours: [{ from: '22:00', to: '06:00', days: ['monday'] }] },
    ['Expected `quietHours[0].days[0]` to be one of sun, mon, tue, wed, thu, fri, sat, got `monday`'],
  ],
  [
    'a freeze that ends before it begins',
    { model, freezes: [{ from: '2026-12-24', to: '2026-12-20' }] },
    [
      'Expected `freezes[0].to` to be after `from`, got 2026-12-20T00:00:00.000Z after 2026-12-24T00:00:00.000Z; swap them',
    ],
  ],
  [
    'a freeze over the end of a year that ends in its first one',
    { model, freezes: [{ from: '2026-12-31', to: '2026-01-02' }] },
    [
      'Expected `freezes[0].to` to be after `from`, got 2026-01-02T00:00:00.000Z after 2026-12-31T00:00:00.000Z; did you mean 2027-01-02T00:00:00.000Z, a year later?',
    ],
  ],
  [
    'a freeze of no length',
    { model, freezes: [{ from: '2026-12-31', to: '2026-12-31' }] },
    [
      'Expected `freezes[0].to` to be after `from`, got 2026-12-31T00:00:00.000Z after 2026-12-31T00:00:00.000Z; write a later one',
    ],
  ],
  [
    'a time without an offset',
    { model, freezes: [{ from: '2026-12-24T18:00', to: '2026-12-25' }] },
    [
      'Expected `freezes[0].from` to be a time such as `2026-12-24T18:00:00Z`, got `2026-12-24T18:00`; give the offset, or `Z`',
    ],
  ],
  [
    'a budget of nothing',
    { model, budget: { max: 0, per: '7d' } },
    ['Expected `budget.max` to be a whole number from 1, got `0`'],
  ],
  [
    'a budget without a span',
    { model, budget: { max: 1 } },
    ['Expected `budget.per` to be a duration above 0, up to 36500d, such as `90s`, `30m`, `24h` or `7d`, got nothing'],
  ],
  [
    'a circuit breaker that is always open',
    { model, breakerAfter: 0 },
    ['Expected `breakerAfter` to be a whole number from 1, got `0`'],
  ],
];

test.each(faulty)('%s is refused with its field, its value and what to do', (_title, monitor, faults) => {
  expect(faultsOf(monitor)).toEqual(faults);
});
