import { describe, expect, it } from 'vitest';
import { searchFalling } from '../../src/calibrate/search.ts';

const range = { reach: 0.25, least: -10, most: 10, near: 0.01 };

describe('searchFalling', () => {
  it.each([-5, 0, 3, 9.5])('finds the zero at %s from any side', (zero) => {
    const { u, isAtEnd } = searchFalling((x) => (zero - x) * 3, { ...range, start: 0.5 });
    expect(isAtEnd).toBe(false);
    expect(Math.abs(u - zero)).toBeLessThan(0.01);
  });

  it('finds the nearest step of a function that has steps', () => {
    const { u } = searchFalling((x) => -Math.floor(x) + 0.5, { ...range, start: -4 });
    expect(Math.abs(-Math.floor(u) + 0.5)).toBe(0.5);
  });

  it('says when the end of the range was reached', () => {
    expect(searchFalling(() => 1, { ...range, start: 0 })).toEqual({ u: 10, isAtEnd: true });
    expect(searchFalling(() => -1, { ...range, start: 0 })).toEqual({ u: -10, isAtEnd: true });
  });
});
