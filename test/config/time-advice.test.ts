import { expect, it } from 'vitest';
import { adviceOn } from '../../src/config/advice.ts';
import { parseMonitor } from '../../src/config/parse-monitor.ts';

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
