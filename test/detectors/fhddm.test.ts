import { expect, test } from 'vitest';
import { fhddm } from '../../src/detectors/fhddm.ts';
import { prepared, repeat } from './run.ts';

test('it hears the rate of ones fall, never rise: 1 means a right prediction', () => {
  expect(prepared(fhddm).alarms([...repeat(1, 150), ...repeat(0, 40)])).toEqual([176]);
  expect(prepared(fhddm).alarms([...repeat(0, 150), ...repeat(1, 40)])).toEqual([]);
});

test('a short window within the long one is sooner', () => {
  const stream = [...repeat(1, 150), ...repeat(0, 40)];
  const long = prepared(fhddm, { confidence_level: 0.001 }).alarms(stream)[0]!;
  const both = prepared(fhddm, { confidence_level: 0.001, short_window_size: 20 }).alarms(stream)[0]!;
  expect(both).toBeLessThan(long);
});

test('the sums are those of the windows, once the ring has gone round', () => {
  const { state, verdicts } = prepared(fhddm, { sliding_window_size: 7, short: 3 });
  const stream = Array.from({ length: 60 }, (_, i) => ((i * i) % 5 === 0 ? 1 : 0));
  verdicts(stream);
  const sum = (n: number): number => stream.slice(-n).reduce((total: number, x) => total + x, 0);
  expect(state.rate).toBeCloseTo(sum(7) / 7, 12);
  expect(state.shortRate).toBeCloseTo(sum(3) / 3, 12);
});

test('a short window longer than the long one is refused', () => {
  expect(() => prepared(fhddm, { slidingWindowSize: 10, shortWindowSize: 20 })).toThrow('to be at most');
});

test('each window has the bound of its own length', () => {
  // sqrt(ln(1000) / 40) = .416: the 9th miss of 20; sqrt(ln(1000) / 200) = .186: the 19th of 100.
  const stream = [...repeat(1, 150), ...repeat(0, 40)];
  expect(prepared(fhddm, { confidence_level: 0.001, short_window_size: 20 }).alarms(stream)[0]).toBe(158);
  expect(prepared(fhddm, { confidence_level: 0.001 }).alarms(stream)[0]).toBe(168);
});
