import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { doubtText, timeDoubt } from '../../src/terms/event-time.ts';

const now = Date.parse('2026-03-01T12:00:00Z');
const day = 86_400_000;
const ms = (text: string): number => Date.parse(text);

describe('an event time is doubted', () => {
  it.each([
    ['Unix seconds of a Python service', 1_772_323_200.25, 'in-seconds'],
    ['Unix seconds before 1970', -662_688_000, 'in-seconds'],
    ['Unix microseconds', 1_772_323_200_000_000, 'in-microseconds'],
    ['Unix microseconds of 1950', -631_152_000_000_000, 'in-microseconds'],
    ['Unix microseconds of 2030', 1_893_456_000_000_000, 'in-microseconds'],
    ['Unix microseconds of 2200', ms('2200-01-01T00:00:00Z') * 1_000, 'in-microseconds'],
    ['Unix microseconds of 1972', 90_000_000_000_000, 'in-microseconds'],
    ['a date written as a number', 20_260_301, 'a-date-as-a-number'],
    ['a date and a time written as a number', 20_260_101_000_000, 'a-date-as-a-number'],
    ['a date of last century with its last second', 19_991_231_235_959, 'a-date-as-a-number'],
    ['a number that is no date, for its month', 20_261_301_000_000, 'ahead'],
    ['a number that is no date, for its hour', 20_260_101_250_000, 'ahead'],
    ['a number that is no date, for its day', 20_260_230_000_000, 'ahead'],
    ['a day of a spreadsheet', 46_082, 'in-seconds'],
    ['nothing at all', 0, 'in-seconds'],
    ['a clock a year ahead', now + 365 * day, 'ahead'],
    ['a clock two days ahead', now + 2 * day, 'ahead'],
    ['the year 2300', ms('2300-01-01T00:00:00Z'), 'ahead'],
    ['the last day of a thousand years', ms('2999-12-31T00:00:00Z'), 'ahead'],
  ])('%s', (_, at, doubt) => {
    expect(timeDoubt(at, now)).toBe(doubt);
  });
});

describe('an event time is believed', () => {
  it.each([
    ['now', now],
    ['a time zone ahead', now + 14 * 3_600_000],
    ['weather of 1949', ms('1949-01-01T00:00:00Z')],
    ['summer 1969', ms('1969-07-20T20:17:00Z')],
    ['spring 1970', ms('1970-04-01T00:00:00Z')],
    ['the year 1800', ms('1800-01-01T00:00:00Z')],
  ])('%s', (_, at) => {
    expect(timeDoubt(at, now)).toBeUndefined();
  });

  it('of early 1970, when it follows believed ones in small steps', () => {
    let near = ms('1969-11-30T00:00:00Z');
    for (let at = near; at < ms('1970-04-01T00:00:00Z'); at += 31 * day) {
      expect(timeDoubt(at, now, near)).toBeUndefined();
      near = at;
    }
    expect(timeDoubt(ms('1970-01-21T00:00:00Z'), now, now)).toBe('in-seconds');
  });

  it('of early 1970, by a clock of early 1970: a history is played in its own time', () => {
    expect(timeDoubt(ms('1970-01-21T00:00:00Z'), ms('1970-01-21T00:00:00Z'))).toBeUndefined();
  });
});

describe('whatever the unit', () => {
  const when = fc.integer({ min: ms('1850-01-01T00:00:00Z'), max: now });

  it('no time in milliseconds from spring 1970 to 2100 is taken for another unit, or for a date', () => {
    const sound = fc.integer({ min: ms('1970-03-01T00:00:00Z'), max: ms('2100-12-31T00:00:00Z') });
    fc.assert(
      fc.property(sound, (at) => {
        expect(timeDoubt(at, now)).toBe(at > now + day ? 'ahead' : undefined);
      })
    );
  });

  it('any time from 1972 to 2200 is doubted in microseconds', () => {
    const when = fc.integer({ min: ms('1972-01-01T00:00:00Z'), max: ms('2200-01-01T00:00:00Z') });
    fc.assert(
      fc.property(when, (at) => {
        expect(timeDoubt(at * 1_000, now)).toBe('in-microseconds');
      })
    );
  });

  it('any time of the last 170 years is doubted in seconds and microseconds, and believed in milliseconds', () => {
    fc.assert(
      fc.property(when, (at) => {
        fc.pre(Math.abs(at) > 5e9);
        expect(timeDoubt(at, now)).toBeUndefined();
        // A few seconds of 1970 are written like a day of this century.
        expect(['in-seconds', 'a-date-as-a-number']).toContain(timeDoubt(at / 1_000, now));
        // What is near 1970 anyway is small in any unit.
        if (Math.abs(at) > 1e11) expect(timeDoubt(at * 1_000, now)).toBe('in-microseconds');
      })
    );
  });
});

it('the doubt is told with the value, what it reads as, and what to do', () => {
  expect(doubtText(1_772_323_200, 'in-seconds', 'use --time-unit s')).toBe(
    'Time 1772323200 reads as 1970-01-21 12:18:43Z: is it in seconds? then use --time-unit s; that makes it 2026-03-01 00:00:00Z'
  );
  for (const at of [0, -1, 4_999_999])
    expect(doubtText(at, 'in-seconds')).toMatch(
      /^Time \S+ reads as 19\S+ [^:]+:\d\d:\d\dZ: is it an empty value or a count\? then leave it out; else write a date such as 2026-03-02$/
    );
  expect(doubtText(5_000_001, 'in-seconds')).toContain('is it in seconds?');
  expect(doubtText(20_260_301, 'a-date-as-a-number')).toContain('is it the date 2026-03-01?');
  expect(doubtText(20_260_101_123_456, 'a-date-as-a-number')).toContain('is it the date 2026-01-01T12:34:56Z?');
  expect(doubtText(now + 365 * day, 'ahead')).toContain('more than a day ahead of the clock');
});
