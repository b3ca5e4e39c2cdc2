import { expect, test } from 'vitest';
import { shewhart } from '../../src/detectors/shewhart.ts';
import { prepared, repeat, wave } from './run.ts';

test('the limits are the mean and deviation of the burn-in', () => {
  const burnIn = wave(5, 50, 1);
  const mean = burnIn.reduce((sum, x) => sum + x, 0) / 50;
  const deviation = Math.sqrt(burnIn.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 50);
  const { state, verdicts } = prepared(shewhart);
  expect(new Set(verdicts(burnIn))).toEqual(new Set(['warming-up']));
  expect(verdicts([mean + 2.999 * deviation, mean - 3.001 * deviation])).toEqual(['stable', 'drift']);
  expect(state.z).toBeCloseTo(-3.001, 9);
});

test('the limits stay after an alarm, unless they are to be learned anew', () => {
  const jump = [...wave(5, 50, 1), ...repeat(50, 3)];
  expect(prepared(shewhart).alarms(jump)).toEqual([50, 51, 52]);
  expect(prepared(shewhart, { relearn: true }).alarms(jump)).toEqual([50]);
});

test('a mode watches its side only', () => {
  const given = { mu0: 0, sd0: 1 };
  expect(prepared(shewhart, { ...given, mode: 'up' }).alarms([-9, 9])).toEqual([1]);
  expect(prepared(shewhart, { ...given, mode: 'down' }).alarms([-9, 9])).toEqual([0]);
});

test('after a constant burn-in a thousandth of the level counts as one deviation', () => {
  expect(prepared(shewhart).alarms([...repeat(0.5, 50), 0.5014, 0.5016])).toEqual([51]);
});

test('a mean without its deviation is refused', () => {
  expect(() => prepared(shewhart, { mu0: 1 })).toThrow('Expected `mu0` and `sd0` to be given together or not at all');
});
