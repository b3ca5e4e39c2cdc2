import { describe, expect, test } from 'vitest';
import * as fc from 'fast-check';
import { formatDuration } from '../../../src/terms/time-text.ts';
import { parseDuration, unitHint } from '../../../src/config/schema/duration.ts';

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
    '24',
    '1s'.repeat(33),
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

  test.each([
    [24, 'say the unit: `24m` or `24h`?'],
    ['24', 'say the unit: `24m` or `24h`?'],
    [0.5, 'say the unit: `0.5m` or `0.5h`?'],
    [86_400_000, 'say the unit: `1d` is 86400000 ms'],
    [1_500.5, 'say the unit'],
    ['24h', undefined],
    [0, undefined],
    [-1, undefined],
    [Number.NaN, undefined],
    [null, undefined],
  ])('%j without a unit: %s', (given, hint) => {
    expect(unitHint(given)).toBe(hint);
  });

  test('of nothing is printed too', () => {
    expect(formatDuration(0)).toBe('0ms');
  });
});
