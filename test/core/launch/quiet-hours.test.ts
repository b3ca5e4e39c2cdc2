import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayMs, holdsOf, hourMs, minuteMs } from '../../support/policies.ts';
import { quietUntil } from '../../../src/core/launch/quiet-hours.ts';
import type { QuietHours } from '../../../src/core/state/policy.ts';

const clock = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
const quiet = (from: string, to: string, timeZone = 'UTC', days: number[] = []): QuietHours => ({
  from: clock(from),
  to: clock(to),
  days,
  timeZone,
});

/** When it ends, as UTC text to the minute; `null` outside. */
function ends(spans: QuietHours[], at: string): string | null {
  const until = quietUntil(holdsOf({ quietHours: spans }), Date.parse(at));
  return until === null ? null : new Date(until).toISOString().slice(0, 16);
}

describe('quiet hours', () => {
  const night = [quiet('22:00', '06:00')];

  it('run over midnight, with the beginning and without the end', () => {
    expect(ends(night, '2024-05-01T21:59Z')).toBeNull();
    expect(ends(night, '2024-05-01T22:00Z')).toBe('2024-05-02T06:00');
    expect(ends(night, '2024-05-02T05:59Z')).toBe('2024-05-02T06:00');
    expect(ends(night, '2024-05-02T06:00Z')).toBeNull();
  });

  it('seconds do not move the end', () => {
    expect(quietUntil(holdsOf({ quietHours: night }), Date.parse('2024-05-01T23:10:59.999Z'))).toBe(
      Date.parse('2024-05-02T06:00Z')
    );
  });

  it('days are those on which the span begins', () => {
    const friday = [quiet('22:00', '06:00', 'UTC', [5])];
    expect(ends(friday, '2024-05-03T23:00Z')).toBe('2024-05-04T06:00');
    expect(ends(friday, '2024-05-04T05:00Z')).toBe('2024-05-04T06:00');
    expect(ends(friday, '2024-05-04T23:00Z')).toBeNull();
    expect(ends(friday, '2024-05-03T05:00Z')).toBeNull();
    expect(ends([quiet('22:00', '06:00', 'UTC', [6])], '2024-05-05T05:00Z')).toBe('2024-05-05T06:00');
  });

  it('a whole day is from one hour to the same', () => {
    const sunday = [quiet('00:00', '00:00', 'UTC', [0])];
    expect(ends(sunday, '2024-05-05T00:00Z')).toBe('2024-05-06T00:00');
    expect(ends(sunday, '2024-05-05T23:59Z')).toBe('2024-05-06T00:00');
    expect(ends(sunday, '2024-05-06T00:00Z')).toBeNull();
    expect(ends([{ from: 0, to: 1440, days: [0], timeZone: 'UTC' }], '2024-05-05T12:00Z')).toBe('2024-05-06T00:00');
  });

  it('whole days in a row are one, however few spans they are written as', () => {
    const weekend = [quiet('00:00', '00:00', 'UTC', [5, 6, 0])];
    expect(ends(weekend, '2024-05-03T12:00Z')).toBe('2024-05-06T00:00');
    const halves = [quiet('00:00', '12:00', 'UTC', [1, 2]), quiet('12:00', '00:00', 'UTC', [1, 2])];
    expect(ends(halves, '2024-05-06T01:00Z')).toBe('2024-05-08T00:00');
  });

  it('spans that adjoin or overlap are one', () => {
    const spans = [quiet('22:00', '00:00'), quiet('00:00', '04:00'), quiet('03:00', '07:30')];
    expect(ends(spans, '2024-05-01T22:30Z')).toBe('2024-05-02T07:30');
  });

  it.each([
    ['Europe/Berlin', '2024-03-30T23:00Z', '2024-03-31T04:00', 'the short night'],
    ['Europe/Berlin', '2024-10-26T22:00Z', '2024-10-27T05:00', 'the long night'],
    ['America/New_York', '2024-03-10T04:00Z', '2024-03-10T10:00', 'the short night'],
    ['America/New_York', '2024-11-03T04:00Z', '2024-11-03T11:00', 'the long night'],
    ['Asia/Kolkata', '2024-05-01T17:00Z', '2024-05-02T00:30', 'half an hour off'],
  ])('22:00 to 06:00 in %s ends at 06:00 there: %s until %s (%s)', (timeZone, at, end) => {
    expect(ends([quiet('22:00', '06:00', timeZone)], at)).toBe(end);
  });

  it('an end that the clocks skip has passed when they jump', () => {
    const spans = [quiet('01:00', '02:30', 'Europe/Berlin')];
    expect(ends(spans, '2024-03-31T00:30Z')).toBe('2024-03-31T01:00');
    expect(ends(spans, '2024-03-31T00:59Z')).toBe('2024-03-31T01:00');
    expect(ends(spans, '2024-03-31T01:00Z')).toBeNull();
  });

  it('hours that come twice are quiet twice', () => {
    const spans = [quiet('22:00', '02:30', 'Europe/Berlin')];
    expect(ends(spans, '2024-10-27T00:10Z')).toBe('2024-10-27T00:30');
    expect(ends(spans, '2024-10-27T00:45Z')).toBeNull();
    expect(ends(spans, '2024-10-27T01:10Z')).toBe('2024-10-27T01:30');
  });

  it('clocks that are put back to before its beginning end it, until the hour has come round', () => {
    const spans = [quiet('01:15', '00:00', 'America/New_York')];
    expect(ends(spans, '2024-11-03T05:15Z')).toBe('2024-11-03T06:00');
    expect(ends(spans, '2024-11-03T06:10Z')).toBeNull();
    expect(ends(spans, '2024-11-03T06:15Z')).toBe('2024-11-04T05:00');
  });

  it('clocks that are put forward over all of it leave none of it', () => {
    expect(ends([quiet('02:15', '02:45', 'Europe/Berlin')], '2024-03-31T01:00Z')).toBeNull();
    expect(ends([quiet('02:15', '03:15', 'Europe/Berlin')], '2024-03-31T01:00Z')).toBe('2024-03-31T01:15');
  });

  it('the end is the first minute that is not quiet, at any time of the nights when clocks change', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(
          '2024-03-30T20:00Z',
          '2024-10-26T20:00Z',
          '2024-03-10T02:00Z',
          '2024-11-03T02:00Z',
          '2024-04-06T10:00Z'
        ),
        fc.integer({ min: 0, max: 12 * 60 }),
        fc.integer({ min: 0, max: 95 }).map((n) => n * 15),
        fc.integer({ min: 0, max: 95 }).map((n) => n * 15),
        fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'UTC'),
        (night, offset, from, to, timeZone) => {
          fc.pre(from !== to);
          const holds = holdsOf({ quietHours: [{ from, to, days: [], timeZone }] });
          const at = Date.parse(night) + offset * minuteMs;
          const until = quietUntil(holds, at);
          if (until === null) return;
          for (let minute = at; minute < until; minute += minuteMs) expect(quietUntil(holds, minute)).not.toBeNull();
          expect(quietUntil(holds, until)).toBeNull();
        }
      ),
      { numRuns: 150 }
    );
  });

  it('a week of nothing but quiet hours still ends somewhere ahead', () => {
    const holds = holdsOf({ quietHours: [quiet('00:00', '12:00'), quiet('12:00', '00:00')] });
    const at = Date.parse('2024-05-01T13:00Z');
    const until = quietUntil(holds, at) ?? 0;
    expect(until).toBeGreaterThan(at);
  });
});

describe('freezes', () => {
  const at = Date.parse('2024-12-24T00:00Z');

  it('hold from their beginning to just before their end', () => {
    const holds = holdsOf({ freezes: [{ from: at, to: at + dayMs, note: 'Christmas' }] });
    expect(quietUntil(holds, at - 1)).toBeNull();
    expect(quietUntil(holds, at)).toBe(at + dayMs);
    expect(quietUntil(holds, at + dayMs)).toBeNull();
  });

  it('that adjoin each other or a quiet night are one', () => {
    const freezes = [
      { from: at + dayMs, to: at + 2 * dayMs, note: 'second' },
      { from: at, to: at + dayMs, note: 'first' },
    ];
    const holds = holdsOf({ freezes, quietHours: [quiet('22:00', '06:00')] });
    expect(quietUntil(holds, at + hourMs)).toBe(at + 2 * dayMs + 6 * hourMs);
    expect(quietUntil(holds, at - hourMs)).toBe(at + 2 * dayMs + 6 * hourMs);
  });

  it('that end before they begin hold nothing', () => {
    expect(quietUntil(holdsOf({ freezes: [{ from: at + 1, to: at, note: '' }] }), at)).toBeNull();
  });
});
