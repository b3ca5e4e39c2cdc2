import { describe, expect, test } from 'vitest';
import * as fc from 'fast-check';
import { formatDuration, parseDuration } from '../../../src/config/schema/duration.ts';

describe('a duration', () => {
  test.each([
    ['500ms', 500],
    ['90s', 90_000],
    ['30m', 1_800_000],
    ['24h', 86_400_000],
    ['7d', 604_800_000],
    ['2w', 1_209_600_000],
    ['1h30m', 5_400_000],
    ['0.1h', 360_000],
    [1_500, 1_500],
    ['36500d', 3_153_600_000_000],
  ])('%s is %d ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  test.each([
    '',
    '0s',
    '5',
    '-5m',
    '5 m',
    'm',
    '1.5ms',
    '1e3s',
    '5M',
    '99999999999999d',
    '36501d',
    Number.MAX_SAFE_INTEGER,
    0,
    -1,
    1.5,
    Number.NaN,
    Infinity,
  ])('%s is none', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });

  test('that is printed reads back as the same', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 ** 12 }), (ms) => {
        expect(parseDuration(formatDuration(ms))).toBe(ms);
      })
    );
  });

  test('of nothing is printed too', () => {
    expect(formatDuration(0)).toBe('0ms');
  });
});
