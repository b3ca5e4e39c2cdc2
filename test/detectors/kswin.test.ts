import fc from 'fast-check';
import { expect, test } from 'vitest';
import { kswin } from '../../src/detectors/kswin.ts';
import { ks } from '../../src/detectors/two-sample/ks.ts';
import { prepared, repeat, wave } from './run.ts';

test('its p-value is that of the two windows, with ties and for unequal sizes', () => {
  const values = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 30, maxLength: 80 });
  fc.assert(
    fc.property(values, fc.integer({ min: 5, max: 20 }), (stream, statSize) => {
      const { state, options, verdicts } = prepared(kswin, { alpha: 0, statSize, windowSize: 25 });
      verdicts(stream);
      const window = stream.slice(-25);
      const expected = ks.run(window.slice(0, 25 - statSize), window.slice(-statSize), { alpha: 0, method: 'exact' });
      expect(kswin.read(state, options).statistic).toBeCloseTo(expected.pValue!, 12);
    })
  );
});

test('the least distance that fires is 14 of 30 at alpha .005 and 17 of 30 at .0001', () => {
  for (const [alpha, steps] of [
    [0.005, 14],
    [0.0001, 17],
  ] as const) {
    const older = wave(0, 30, 1);
    const shifted = (n: number): number[] => [...older.slice(n), ...repeat(9, n)];
    expect(prepared(kswin, { alpha }).alarms([...older, ...shifted(steps - 1)])).toEqual([]);
    expect(prepared(kswin, { alpha }).alarms([...older, ...shifted(steps)])).toEqual([59]);
  }
});

test('the same seed draws the same, also after an alarm', () => {
  const stream = [...wave(0, 150, 1), ...wave(3, 150, 1)];
  const run = (seed: number): number[] => prepared(kswin, { window_size: 100, seed }).alarms(stream);
  expect(run(3)).toEqual(run(3));
  expect(run(3).length).toBeGreaterThan(0);
});

test('a window that leaves nothing to compare with is refused', () => {
  expect(() => prepared(kswin, { window_size: 30, stat_size: 30 })).toThrow('to be more than `statSize`');
  expect(() => prepared(kswin, { window_size: 50, stat_size: 30, seed: 1 })).toThrow('at least twice `statSize`');
});

test('a gap of a tenth or less is no drift at any alpha', () => {
  expect(prepared(kswin, { alpha: 1 }).alarms(repeat(1, 100))).toEqual([]);
  const alternating = Array.from({ length: 400 }, (_, i) => i % 2);
  expect(prepared(kswin, { alpha: 1, statSize: 30, windowSize: 60 }).alarms(alternating)).toEqual([]);
});
