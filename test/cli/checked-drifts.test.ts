import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timeOutside } from '../../src/cli/commands/study/checked-drifts.ts';

describe('the time of a history outside its drifts', () => {
  it.each<[string, [from: number, to: number][], number]>([
    ['without drifts', [], 100],
    ['with one', [[10, 30]], 80],
    [
      'with two that overlap',
      [
        [10, 30],
        [20, 50],
      ],
      60,
    ],
    [
      'with one within another',
      [
        [10, 60],
        [20, 30],
      ],
      50,
    ],
    ['with one that begins before it', [[-40, 30]], 70],
    ['with one that ends after it', [[90, 300]], 90],
    ['with nothing else', [[-1, 101]], 0],
  ])('is counted once %s', (_, spans, ms) => {
    const drifts = spans.map(([from, to]) => ({ from, to }));
    expect(timeOutside({ from: 0, to: 100 }, drifts)).toBe(ms);
  });

  it('is what no drift covers', () => {
    const drift = fc.tuple(fc.integer({ min: -20, max: 60 }), fc.nat({ max: 30 }));
    fc.assert(
      fc.property(fc.array(drift, { maxLength: 6 }), (spans) => {
        const drifts = spans.map(([from, length]) => ({ from, to: from + length }));
        const free = Array.from({ length: 40 }, (__, t) => t + 0.5).filter(
          (t) => !drifts.some(({ from, to }) => t > from && t < to)
        );
        expect(timeOutside({ from: 0, to: 40 }, drifts)).toBe(free.length);
      })
    );
  });
});
