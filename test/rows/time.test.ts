import { describe, expect, it } from 'vitest';
import { parseTime, timeFault, timeNameOf, timeReader } from '../../src/rows/time.ts';

const noon = Date.UTC(2026, 2, 1, 12);
const now = Date.UTC(2026, 5, 1);

describe('a time', () => {
  it.each([
    ['2026-03-01T12:00:00Z', noon],
    ['2026-03-01T12:00Z', noon],
    ['2026-03-01 12:00:00', noon],
    ['2026-03-01T12:00:00', noon],
    ['2026-03-01 12:00:00+00:00', noon],
    ['2026-03-01T13:30:00+01:30', noon],
    ['2026-03-01T13:00:00+0100', noon],
    ['2026-03-01 13:00:00+01', noon],
    ['2026-03-01 12:00:00 UTC', noon],
    ['2026-03-01 12:00:00.123456 UTC', noon + 123],
    ['2026-03-01 12:00:00.123456789', noon + 123],
    ['2026-03-01', Date.UTC(2026, 2, 1)],
    [' 1772366400000 ', noon],
    ['1772366400000.25', noon],
    ['1e3', 1_000],
  ])('%j is understood, and is UTC where it names no zone', (text, ms) => {
    expect(parseTime(text)).toBe(ms);
    expect(timeReader()(text)).toBe(ms);
  });

  it.each([
    '2026-02-30',
    '2026-02-30T00:00:00Z',
    '2026-13-01',
    '2026-03-01T25:00:00Z',
    '03/01/2026',
    '',
    'NaN',
    'Infinity',
    '1e17',
    '2026-03-01T12:00:00 CET',
  ])('%j is none', (text) => {
    expect(parseTime(text)).toBeUndefined();
    expect(timeReader()(text)).toBeUndefined();
  });

  it.each([
    ['s', '1772366400', noon],
    ['s', '1772366400.5', noon + 500],
    ['day', '20513', Date.UTC(2026, 2, 1)],
  ] as const)('in %s is read from %j', (unit, text, ms) => expect(timeReader(unit)(text)).toBe(ms));

  it.each([
    ['1772366400', 'is it in seconds? then give epoch milliseconds'],
    ['1772366400.5', 'Time 1772366400.5 reads as 1970-01-21 12:19:26Z: is it in seconds?'],
    ['1772366400000000', 'is it in microseconds?'],
    ['1772366400000000000', 'is it in nanoseconds?'],
    ['1893456000000000', 'reads as +061971-03-27 00:00Z: is it in microseconds? then give epoch milliseconds'],
    ['90000000000000', 'is it in microseconds?'],
    ['1893456000000000000', 'is it in nanoseconds?'],
    ['20260301', 'is it the date 2026-03-01?'],
    ['20260101000000', 'is it the date 2026-01-01T00:00:00Z? then write it that way'],
    ['2026030112', 'is it the date 2026-03-01T12:00:00Z? then write it that way'],
    ['2026030125', 'is it in seconds?'],
    ['46082.041667', 'is it a day number of a spreadsheet?'],
    ['01.03.2026 00:00', 'write the date as'],
    ['\u001B[31m', 'got `\\x1b[31m`'],
  ])('%j is named for what it hardly is', (text, said) => expect(timeFault(text, { now })).toContain(said));

  it('that is ahead of the clock is left to whoever looks at the row next, where somebody does', () => {
    for (const text of ['1893456000000000', '90000000000000', '20260101000000'])
      expect(timeFault(text, { now, isScreened: true })).toBeUndefined();
    expect(timeFault('1772366400', { now, isScreened: true })).toContain('is it in seconds?');
    expect(timeFault('4102444800000', { now })).toBeUndefined();
  });

  it('is believed where its unit was said, where it is a date, and where it follows one of the first days of 1970', () => {
    expect(timeFault('1772366400', { now, unit: 'ms' })).toBeUndefined();
    expect(timeFault('1970-01-21', { now })).toBeUndefined();
    expect(timeFault('1772366400', { now, near: 1772366000 })).toBeUndefined();
    expect(timeFault(String(noon), { now })).toBeUndefined();
  });

  it.each([
    [['a', 'Time'], 'Time'],
    [['Timestamp', 'AT'], 'AT'],
    [['x'], undefined],
  ])('stands in %j under the name %j', (names, found) => expect(timeNameOf(names)).toBe(found));
});
