import { expect, test } from 'vitest';
import { cusum } from '../../src/detectors/cusum.ts';
import { prepared, repeat, wave } from './run.ts';

test('the names of other libraries are understood', () => {
  const { options } = prepared(cusum, { burn_in: 40, delta: 0.75, threshold: 6, direction: 'negative' });
  expect(options).toMatchObject({ burnIn: 40, k: 0.75, h: 6, mode: 'down' });
});

test('a shift of two deviations is found within eight values at the defaults', () => {
  const alarms = prepared(cusum, { mu0: 0, sd0: 1 }).alarms([...wave(0, 100, 1), ...wave(2, 20, 1)]);
  expect(alarms[0]).toBeGreaterThanOrEqual(104);
  expect(alarms[0]).toBeLessThanOrEqual(108);
});

test('after an alarm it learns the new level, or goes on from the old one', () => {
  const stream = [...wave(0, 60, 1), ...wave(5, 100, 1)];
  expect(prepared(cusum).alarms(stream)).toHaveLength(1);
  expect(prepared(cusum, { relearn: false }).alarms(stream).length).toBeGreaterThan(10);
});

test('the last value of the burn-in is the first that the sums see, without an alarm', () => {
  const { state, verdicts } = prepared(cusum, { burnIn: 3, k: 0, h: 0.1 });
  expect(verdicts([1, 2, 3])).toEqual(['warming-up', 'warming-up', 'warming-up']);
  expect(state.up).toBeCloseTo(Math.sqrt(1.5), 12);
  expect(verdicts([3])).toEqual(['drift']);
});

test('a constant series raises no alarm by itself, and a step in it does', () => {
  expect(prepared(cusum).alarms([...repeat(0.8, 500), ...repeat(0.77, 5)])).toEqual([500]);
});

test('its evidence counts the values in the sums, not those of the baseline', () => {
  const { state, options, verdicts } = prepared(cusum, { mu0: 0, sd0: 1 });
  verdicts(wave(0, 7));
  expect(cusum.read(state, options).n).toBe(7);
  const learning = prepared(cusum, { burnIn: 5 });
  learning.verdicts(wave(0, 3));
  expect(cusum.read(learning.state, learning.options).n).toBe(3);
  learning.verdicts(wave(0, 6));
  expect(cusum.read(learning.state, learning.options).n).toBe(5);
});
