import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accuracyBelow, policyOf, stateOf } from '../../support/policies.ts';
import { addToTrail, newTrail, type Trail } from '../../../src/core/state-parts/trail.ts';
import { TestMonitor } from '../../support/monitor.ts';

const policy = policyOf([accuracyBelow(0.1)]);
const { alpha } = policy.metrics[0]!;

interface Column {
  t0: number;
  dt: number | number[];
  v: number[];
}

/** The trail of a monitor that is sent the columns. */
function trailOf(columns: readonly Column[], now: number): Trail | undefined {
  const monitor = new TestMonitor(stateOf(policy), now);
  for (const column of columns) monitor.send([{ metric: 'accuracy', ...column }]);
  return Object.values(monitor.state.series)[0]?.trail;
}

/** The same in the plainest way there is: every observation by itself. */
function oneByOne(columns: readonly Column[]): Trail | undefined {
  let trail: Trail | undefined;
  let average: number | undefined;
  for (const { t0, dt, v } of columns) {
    let at = t0;
    v.forEach((x, i) => {
      if (i > 0) at += typeof dt === 'number' ? dt : dt[i]!;
      addToTrail((trail ??= newTrail(at)), at, x, average ?? 0);
      average = average === undefined ? x : alpha * x + (1 - alpha) * average;
    });
  }
  return trail;
}

describe('the trail of a stream whose values come in columns', () => {
  const from = Date.UTC(2026, 0, 1);
  const column = fc.record({
    t0: fc.integer({ min: from, max: from + 100_000 }),
    dt: fc.integer({ min: -3_000, max: 3_000 }),
    v: fc.array(fc.double({ min: 0.2, max: 1, noNaN: true }), { minLength: 1, maxLength: 60 }),
  });

  it('is that of its values one by one, in whatever order they come and wherever they were cut', () => {
    fc.assert(
      fc.property(fc.array(column, { minLength: 1, maxLength: 8 }), (columns) => {
        expect(trailOf(columns, from + 86_400_000)).toEqual(oneByOne(columns));
      })
    );
  });

  it('is that, too, where many thousands of a late sender join a bucket, beyond what is counted exactly', () => {
    const columns = [
      { t0: from, dt: 1_000, v: Array.from({ length: 30 }, (_, i) => 0.5 + i / 100) },
      ...Array.from({ length: 20 }, (_, k) => ({
        t0: from + 3_000,
        dt: 0,
        v: Array.from({ length: 1_000 }, (_, i) => 0.3 + ((i * 7 + k) % 11) / 20),
      })),
    ];
    const trail = trailOf(columns, from + 86_400_000);
    expect(trail).toEqual(oneByOne(columns));
    expect(trail?.past.length).toBeGreaterThan(20);
  });
});
