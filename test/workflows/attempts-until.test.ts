import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attemptsUntil } from '../../workflows/registry-calls.ts';

const now = Date.UTC(2026, 2, 2, 12);
const attemptsIn = (ms: number): number => attemptsUntil(now + ms, now).retry.maximumAttempts!;

/** When the last of so many attempts begins, where each fails at once and pauses double from a second to a minute. */
function lastBegins(attempts: number): number {
  let [at, pause] = [0, 1_000];
  for (let i = 1; i < attempts; i++) {
    at += pause;
    pause = Math.min(2 * pause, 60_000);
  }
  return at;
}

describe('attemptsUntil', () => {
  it.each([
    [0, 1],
    [1_000, 1],
    [1_001, 2],
    [3_000, 2],
    [3_001, 3],
    [10 * 60_000, 15],
    [24 * 3_600_000, 1_445],
  ])('gives a call that has %i ms %i attempts', (ms, attempts) => {
    expect(attemptsIn(ms)).toBe(attempts);
  });

  it('begins the last attempt before the time is over, and no further one would fit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 7 * 24 * 3_600_000 }), (ms) => {
        const attempts = attemptsIn(ms);
        expect(lastBegins(attempts)).toBeLessThan(ms);
        expect(lastBegins(attempts + 1)).toBeGreaterThanOrEqual(ms);
      })
    );
  });

  it.each([-1, -1e15, Number.NEGATIVE_INFINITY, Number.NaN])('tries once where no time is left: %d', (ms) => {
    expect(attemptsIn(ms)).toBe(1);
  });

  it('ends at once for a retrain without an end', () => {
    expect(attemptsIn(Number.POSITIVE_INFINITY)).toBe(1_000_000);
    expect(attemptsIn(Number.MAX_VALUE)).toBe(1_000_000);
  });
});
