import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPlainPull, maxSlots, pullSpan, type PullSpec } from '../../../src/core/state-parts/pull.ts';

const spec: PullSpec = { source: 'prometheus', everyMs: 60_000, delayMs: 0, catchUpMs: 3_600_000, queries: {} };
const at = (minutes: number): number => minutes * 60_000;

describe('an order to pull', () => {
  it.each([
    [{ everyMs: 0 }],
    [{ everyMs: Number.NaN }],
    [{ catchUpMs: -1 }],
    [{ source: 7 }],
    [{ queries: null }],
    [{ queries: { accuracy: null } }],
    [{ queries: { accuracy: 'a' } }],
    [{ queries: { accuracy: { query: 'a', segment: 3 } } }],
  ])('with %j is none', (changes) => {
    expect(isPlainPull({ ...spec, ...changes } as PullSpec)).toBe(false);
  });

  it('is one with everything in its place', () => {
    expect(isPlainPull({ ...spec, queries: { accuracy: { query: 'a', segment: null } } })).toBe(true);
  });
});

describe('what a pull asks for', () => {
  it('is at first the newest time on the grid, and nothing before it', () => {
    expect(pullSpan(spec, null, at(100) + 1)).toEqual({ from: at(100), to: at(100) });
  });

  it('is then everything since the last time', () => {
    expect(pullSpan(spec, at(100), at(103) + 500)).toEqual({ from: at(101), to: at(103) });
  });

  it('is nothing before something new can be there', () => {
    expect(pullSpan(spec, at(100), at(100) + 59_999)).toBeUndefined();
    expect(pullSpan({ ...spec, delayMs: 30_000 }, at(100), at(101) + 29_999)).toBeUndefined();
    expect(pullSpan({ ...spec, delayMs: 30_000 }, at(100), at(101) + 30_000)).toEqual({ from: at(101), to: at(101) });
  });

  it('reaches no further back than it may', () => {
    expect(pullSpan(spec, at(1), at(1_000))).toEqual({ from: at(940), to: at(1_000) });
  });

  it('begins anew on the grid of another policy', () => {
    expect(pullSpan({ ...spec, everyMs: 300_000 }, at(103), at(112))).toEqual({ from: at(105), to: at(110) });
  });

  it('leaves no time out and asks for none twice, whenever it is asked, in questions that are not too long', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1_000, max: 600_000 }),
        fc.nat({ max: 100_000 }),
        fc.array(fc.nat({ max: 5_000_000 }), { maxLength: 30 }),
        (everyMs, delayMs, steps) => {
          const wide = { ...spec, everyMs, delayMs, catchUpMs: Number.MAX_SAFE_INTEGER };
          let now = 1.7e12;
          let until: number | null = null;
          for (const step of steps) {
            now += step;
            const span = pullSpan(wide, until, now);
            if (!span) continue;
            if (until !== null) expect(span.from).toBe(until + everyMs);
            expect(span.to).toBeLessThanOrEqual(now - delayMs);
            expect((span.to - span.from) / everyMs).toBeLessThan(maxSlots);
            expect(span.to % everyMs).toBe(0);
            until = span.to;
          }
        }
      )
    );
  });
});
