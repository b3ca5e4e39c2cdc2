import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { localTime, wallClock } from '../../src/terms/wall-clock.ts';

const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Asia/Kathmandu', 'Australia/Lord_Howe'];

it('shows what the runtime shows, in any zone, at any time of the last decades', () => {
  const format = (timeZone: string, at: number): string =>
    new Intl.DateTimeFormat('en-GB', {
      timeZone,
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    }).format(at);
  const two = (n: number): string => String(n).padStart(2, '0');
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.integer({ min: Date.UTC(1990, 0, 1), max: Date.UTC(2037, 0, 1) }),
      (timeZone, at) => {
        const { minutes, day } = wallClock(timeZone, at);
        const name = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][day];
        expect(`${name} ${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`).toBe(
          format(timeZone, at).replace(',', '')
        );
      }
    ),
    { numRuns: 300, seed: 3 }
  );
});

it('follows the clocks when they are set', () => {
  const springForward = Date.UTC(2026, 2, 29, 1);
  expect(wallClock('Europe/Berlin', springForward - 1)).toEqual({ minutes: 119, day: 0 });
  expect(wallClock('Europe/Berlin', springForward)).toEqual({ minutes: 180, day: 0 });
});

it('works before 1970, at the edges of time, and for zones with seconds', () => {
  expect(wallClock('UTC', -1)).toEqual({ minutes: 1439, day: 3 });
  for (const at of [-8.64e15, 8.64e15]) expect(Number.isFinite(localTime('Europe/Amsterdam', at))).toBe(true);
  expect(localTime('Asia/Kolkata', 0)).toBe(5.5 * 3_600_000);
  expect(localTime('America/New_York', 0)).toBe(-5 * 3_600_000);
});
