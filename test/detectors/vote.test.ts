import { expect, test } from 'vitest';
import type { Detector } from '../../src/detectors/detector.ts';
import { ewmaLimit } from '../../src/detectors/ewma-limit.ts';
import { limit } from '../../src/detectors/limit.ts';
import { vote } from '../../src/detectors/vote.ts';
import { prepared, repeat } from './run.ts';

const above = (value: number): { detector: Detector; options: Record<string, unknown> } => ({
  detector: limit,
  options: { above: value },
});
const three = vote('three', [above(1), above(2), above(3)]);

test('it fires at the k-th vote', () => {
  expect(prepared(three).alarms([0, 1.5, 2.5])).toEqual([2]);
  expect(prepared(three, { atLeast: 1 }).alarms([0, 1.5])).toEqual([1]);
  expect(prepared(three, { atLeast: 3 }).alarms([1.5, 2.5, 3.5])).toEqual([2]);
});

test('a vote stands for a number of values, then lapses', () => {
  const high = vote('high', [above(1), { detector: limit, options: { below: -1 } }]);
  expect(prepared(high, { within: 5 }).alarms([2, ...repeat(0, 3), -2])).toEqual([4]);
  expect(prepared(high, { within: 5 }).alarms([2, ...repeat(0, 4), -2])).toEqual([]);
});

test('all votes are gone after an alarm', () => {
  const { state, verdicts } = prepared(three);
  expect(verdicts([2.5, 0])).toEqual(['drift', 'stable']);
  expect(state.age).toEqual([-1, -1, -1]);
});

test('more votes than members are refused', () => {
  expect(() => prepared(three, { atLeast: 4 })).toThrow('at most 3');
});

test('its evidence rests on as many values as that of its members', () => {
  const average = { detector: ewmaLimit as unknown as Detector, options: { alpha: 0.5, above: 9 } };
  const two = vote('two', [average, average]);
  const { state, options, verdicts } = prepared(two);
  verdicts(repeat(0, 12));
  expect(two.read(state, options).n).toBe(ewmaLimit.read(state.members[0] as never, average.options as never).n);
  expect(two.read(state, options).n).toBe(12);
});
