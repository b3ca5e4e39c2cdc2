import { expect, test } from 'vitest';
import { ewmaLimit } from '../../src/detectors/ewma-limit.ts';
import { prepared } from './run.ts';

test('the first value seeds the average, then alpha x + (1 - alpha) average', { tags: ['m41.3'] }, () => {
  const { state, verdicts } = prepared(ewmaLimit, { alpha: 0.25, below: 0 });
  verdicts([0.8]);
  expect(state.ewma).toBe(0.8);
  verdicts([0.4]);
  expect(state.ewma).toBeCloseTo(0.7, 15);
});

test('it fires when the average crosses its limit, on every value while it stays beyond', { tags: ['m41.3'] }, () => {
  const { verdicts } = prepared(ewmaLimit, { alpha: 0.5, below: 0.91 });
  expect(verdicts([1, 0.9, 0.8, 0.8, 1, 1])).toEqual(['stable', 'stable', 'drift', 'drift', 'stable', 'stable']);
});

test('the limit may lie above too, for metrics where lower is better', { tags: ['m41.3'] }, () => {
  const { verdicts } = prepared(ewmaLimit, { alpha: 1, above: 200 });
  expect(verdicts([200, 201])).toEqual(['stable', 'drift']);
});

test('alpha and limit may change between two values and the average stays', { tags: ['m41.4'] }, () => {
  const { state, options, verdicts } = prepared(ewmaLimit, { alpha: 0.5, below: 0.5 });
  verdicts([1, 0.8]);
  expect(ewmaLimit.update(state, 0.8, { ...options, alpha: 1, below: 0.85 })).toBe('drift');
  expect(ewmaLimit.read(state, options).statistic).toBe(0.8);
});
