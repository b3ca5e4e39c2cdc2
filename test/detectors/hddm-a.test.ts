import { expect, test } from 'vitest';
import { hddmA } from '../../src/detectors/hddm-a.ts';
import { prepared, repeat, wave } from './run.ts';

const rise = [...repeat(0, 100), ...repeat(1, 50)];
const fall = rise.map((x) => 1 - x);

test('one-sided it hears rises only, two-sided falls as soon', () => {
  expect(prepared(hddmA).alarms(fall)).toEqual([]);
  expect(prepared(hddmA, { two_sided_test: true }).alarms(fall)).toEqual(prepared(hddmA).alarms(rise));
});

test('a warning comes before the drift', () => {
  const said = prepared(hddmA).verdicts([...repeat(0, 100), ...Array.from({ length: 60 }, (_, i) => i % 3 && 1)]);
  const drift = said.indexOf('drift');
  expect(drift).toBeGreaterThan(100);
  expect(said.indexOf('warning')).toBeGreaterThanOrEqual(100);
  expect(said.indexOf('warning')).toBeLessThan(drift);
});

test('it never hears an accuracy of small spread fall by ten points', () => {
  expect(prepared(hddmA, { twoSided: true }).alarms([...wave(0.93, 500), ...wave(0.83, 40)])).toEqual([]);
});

test('the reading shows gap and bound of the side that is nearer to firing', () => {
  const { state, options, verdicts } = prepared(hddmA, { twoSided: true });
  const at = verdicts(fall).indexOf('drift');
  const again = prepared(hddmA, { twoSided: true });
  again.verdicts(fall.slice(0, at + 1));
  const { statistic, limit } = hddmA.read(again.state, options);
  expect(statistic).toBeGreaterThanOrEqual(limit!);
  expect(state.n).toBeLessThan(fall.length);
});

test('a drift that is easier than a warning is refused', () => {
  expect(() => prepared(hddmA, { driftConfidence: 0.01, warningConfidence: 0.001 })).toThrow('to be at most');
});
