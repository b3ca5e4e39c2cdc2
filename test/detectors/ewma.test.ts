import { expect, test } from 'vitest';
import { ewma } from '../../src/detectors/ewma.ts';
import { prepared, wave } from './run.ts';

test('the limits widen with the number of values, as the formula says', () => {
  const { state, options, verdicts } = prepared(ewma, { alpha: 0.3, width: 3, mu0: 10, sd0: 2 });
  for (let n = 1; n <= 40; n++) {
    verdicts([10]);
    const width = 3 * 2 * Math.sqrt((0.3 / 1.7) * (1 - 0.7 ** (2 * n)));
    expect(ewma.read(state, options).limit).toBeCloseTo(10 + width, 12);
  }
});

test('a single value of L deviations is just not enough, whenever it comes', () => {
  const given = { alpha: 0.2, width: 3, mu0: 0, sd0: 1 };
  expect(prepared(ewma, given).alarms([2.999])).toEqual([]);
  expect(prepared(ewma, given).alarms([3.001])).toEqual([0]);
  expect(prepared(ewma, given).alarms([...Array.from({ length: 100 }, () => 0), 3.001])).toEqual([]);
});

test('the average runs through the burn-in from the first value on', () => {
  const { state, verdicts } = prepared(ewma, { alpha: 0.5, burnIn: 3 });
  verdicts([4, 2, 2, 2]);
  expect(state.ewma).toBe(2.25);
});

test('after an alarm the new level is learned, or the average starts at the old mean', () => {
  const stream = [...wave(0, 60, 1), ...wave(5, 80, 1)];
  expect(prepared(ewma).alarms(stream)).toHaveLength(1);
  expect(prepared(ewma, { relearn: false }).alarms(stream).length).toBeGreaterThan(10);
});

test('after an alarm the average and its limits start over, as from the first value', () => {
  const { state, options, verdicts } = prepared(ewma, { alpha: 0.5, width: 3, mu0: 0, sd0: 1, relearn: false });
  expect(verdicts([0, 0, 9])).toEqual(['stable', 'stable', 'drift']);
  verdicts([1]);
  expect(state).toMatchObject({ ewma: 0.5, seen: 1 });
  expect(ewma.read(state, options).limit).toBeCloseTo(3 * Math.sqrt((0.5 / 1.5) * (1 - 0.5 ** 2)), 12);
});
