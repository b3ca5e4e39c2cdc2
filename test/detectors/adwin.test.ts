import fc from 'fast-check';
import { expect, test } from 'vitest';
import { adwin } from '../../src/detectors/adwin.ts';
import { prepared, repeat } from './run.ts';

test('it looks each clock values only', () => {
  const stream = [...repeat(0, 1000), ...repeat(1, 500)];
  const [slow] = prepared(adwin).alarms(stream);
  const [fast] = prepared(adwin, { clock: 1 }).alarms(stream);
  expect((slow! + 1) % 32).toBe(0);
  expect(fast).toBeLessThan(slow!);
});

test('a small step without noise is never found: the bound takes a range of 1 for granted', () => {
  expect(prepared(adwin, { clock: 1 }).alarms([...repeat(0.93, 300), ...repeat(0.9, 300)])).toEqual([]);
});

test('total and squares are those of the window, in a logarithm of buckets', () => {
  const values = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 400 });
  fc.assert(
    fc.property(values, (stream) => {
      const { state, verdicts } = prepared(adwin, { delta: 1e-300 });
      verdicts(stream);
      const mean = stream.reduce((sum, x) => sum + x, 0) / stream.length;
      const squares = stream.reduce((sum, x) => sum + (x - mean) ** 2, 0);
      expect(state.width).toBe(stream.length);
      expect(state.total).toBeCloseTo(mean * stream.length, 9);
      expect(state.squares).toBeCloseTo(squares, 9);
      expect(state.counts.length).toBeLessThanOrEqual(Math.log2(stream.length) + 1);
    })
  );
});

test('the fast refusal of cuts never hides one: the same alarms as the plain comparison', () => {
  const steps = fc.array(fc.tuple(fc.double({ min: -2, max: 2, noNaN: true }), fc.integer({ min: 5, max: 60 })), {
    minLength: 2,
    maxLength: 6,
  });
  fc.assert(
    fc.property(steps, fc.constantFrom(0.002, 0.1, 0.9), (levels, delta) => {
      const stream = levels.flatMap(([level, n], k) =>
        Array.from({ length: n }, (_, i) => level + Math.sin(i * i + k))
      );
      const { state, options } = prepared(adwin, { clock: 1, delta });
      for (const x of stream) {
        const drift = adwin.update(state, x, options) === 'drift';
        if (drift) continue;
        const { statistic, limit } = adwin.read(state, options);
        if (statistic !== null) expect(statistic).toBeLessThanOrEqual(limit!);
      }
    })
  );
});

test('values whose squares overflow are taken in silence, and only a restart judges again', () => {
  const { state, verdicts } = prepared(adwin, { clock: 1 });
  expect(verdicts([...repeat(1e160, 50), ...repeat(-1e160, 50)])).not.toContain('drift');
  expect(state.overflowed).toBe(true);
});

test('another number of buckets starts the window anew', () => {
  const { state, options, verdicts } = prepared(adwin);
  verdicts(repeat(0, 40));
  adwin.update(state, 0, { ...options, maxBuckets: 8 });
  expect(state.width).toBe(1);
});
