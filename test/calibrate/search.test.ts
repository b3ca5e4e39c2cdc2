import { describe, expect, it } from 'vitest';
import { finish } from '../../src/backtest/steps.ts';
import { searchFalling, type Found, type SearchOptions } from '../../src/calibrate/search.ts';

/** A function that needs no steps. */
const search = (f: (u: number) => number, options: SearchOptions): Found =>
  finish(
    // oxlint-disable-next-line require-yield
    searchFalling(function* (u) {
      return f(u);
    }, options)
  );

const range = { reach: 0.25, least: -10, most: 10, near: 0.01 };

describe('searchFalling', () => {
  it.each([-5, 0, 3, 9.5])('finds the zero at %s from any side', (zero) => {
    const { u, isAtEnd } = search((x) => (zero - x) * 3, { ...range, start: 0.5 });
    expect(isAtEnd).toBe(false);
    expect(Math.abs(u - zero)).toBeLessThan(0.01);
  });

  it.each([-4, 0, 4])(
    'takes the lower side of a leap over 0, however much nearer the upper one is, from %s',
    (start) => {
      const leap = (x: number): number => (x < 1.7 ? 0.5 : -9);
      const { u, isAtEnd } = search(leap, { ...range, start });
      expect(isAtEnd).toBe(false);
      expect(leap(u)).toBe(-9);
      expect(u).toBeLessThan(1.8);
    }
  );

  it('says when the end of the range was reached', () => {
    expect(search(() => 1, { ...range, start: 0 })).toEqual({ u: 10, isAtEnd: true });
    expect(search(() => -1, { ...range, start: 0 })).toEqual({ u: -10, isAtEnd: true });
  });
});
