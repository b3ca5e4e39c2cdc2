import fc from 'fast-check';
import { expect, test } from 'vitest';
import { patience } from '../../src/detectors/patience.ts';
import { prepared } from './run.ts';

test('the last N values below the threshold fire once, and clear the window', { tags: ['m32.3'] }, () => {
  const { verdicts } = prepared(patience, { below: 0.9, patience: 3 });
  expect(verdicts([0.8, 0.8, 0.8, 0.8, 0.8, 0.8])).toEqual([
    'warming-up',
    'warming-up',
    'drift',
    'warming-up',
    'warming-up',
    'drift',
  ]);
});

test('one good value begins the run anew', { tags: ['m32.3'] }, () => {
  const { verdicts } = prepared(patience, { below: 0.9, patience: 3 });
  expect(verdicts([0.8, 0.8, 0.95, 0.8, 0.8, 0.8])).toEqual([
    'warming-up',
    'warming-up',
    'stable',
    'stable',
    'stable',
    'drift',
  ]);
});

test('the evidence of an alarm is the whole run; before it, the run so far', { tags: ['m32.3'] }, () => {
  const { state, options, verdicts } = prepared(patience, { below: 0.9, patience: 3 });
  const rests = [0.8, 0.8, 0.8, 0.95, 0.8].map((x) => {
    verdicts([x]);
    return patience.read(state, options).n;
  });
  expect(rests).toEqual([1, 2, 3, 0, 1]);
  expect(patience.read(patience.init(options), options).n).toBe(0);
});

test('it fires exactly where a window that is kept and scanned does', { tags: ['m32.3'] }, () => {
  const values = fc.array(fc.constantFrom(0.5, 0.9, 0.95), { maxLength: 60 });
  fc.assert(
    fc.property(values, fc.integer({ min: 1, max: 5 }), (stream, n) => {
      let window: number[] = [];
      const expected = stream.map((x) => {
        window = [...window, x].slice(-n);
        const fires = window.length === n && window.every((one) => one < 0.9);
        if (fires) window = [];
        return fires;
      });
      const { verdicts } = prepared(patience, { below: 0.9, patience: n });
      expect(verdicts(stream).map((verdict) => verdict === 'drift')).toEqual(expected);
    })
  );
});
