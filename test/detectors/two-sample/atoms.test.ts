import { describe, expect, it } from 'vitest';
import { createRng } from '../../../src/stats/rng.ts';
import { js } from '../../../src/detectors/two-sample/js.ts';
import { psi } from '../../../src/detectors/two-sample/psi.ts';
import { resolveOptions } from '../../../src/detectors/options.ts';
import type { TwoSampleTest } from '../../../src/detectors/two-sample/two-sample-test.ts';

const optionsOf = (test: TwoSampleTest<never>, given: Record<string, unknown> = {}): never => {
  const resolved = resolveOptions(test, given);
  return ('options' in resolved ? resolved.options : undefined) as never;
};
const judge = (reference: number[], current: number[], given: Record<string, unknown> = {}) =>
  psi.run(reference, current, optionsOf(psi as never, given));
/** So many values, of which a share is one and the same, and the others are positive. */
const inflated = (seed: number, n: number, share: number, atom = 0): number[] => {
  const rng = createRng(seed);
  return Array.from({ length: n }, () => (rng.uniform() < share ? atom : atom + Math.exp(rng.normal())));
};

describe('numbers of which nearly all are the same', () => {
  it.each([0.5, 0.9, 0.95, 0.99])('are in drift where nothing is left of them (%d the same)', (share) => {
    const other = inflated(2, 300, 0).map((x) => 100 + x);
    expect(judge(inflated(1, 300, share), other).verdict).toBe('drift');
    expect(judge(inflated(1, 300, share), other, { data: 'numeric' }).verdict).toBe('drift');
    const options = { binning: 'quantiles' };
    expect(js.run(inflated(1, 300, share), other, optionsOf(js as never, options)).verdict).toBe('drift');
  });

  it('are in drift where fewer are the same, or more, above and below the others', () => {
    const mirrored = (values: number[]): number[] => values.map((x) => -x);
    const [many, few] = [inflated(3, 500, 0.95), inflated(4, 500, 0.5)];
    expect(judge(many, few).verdict).toBe('drift');
    expect(judge(mirrored(many), mirrored(few)).verdict).toBe('drift');
    expect(judge(many, inflated(5, 500, 1)).verdict).toBe('drift');
    expect(judge(many, inflated(6, 500, 0.95)).verdict).toBe('stable');
  });

  it('are told from what comes above and below a reference that never varied', () => {
    expect(judge(Array(50).fill(7), [...Array(25).fill(6), ...Array(25).fill(8)] as number[]).verdict).toBe('drift');
    const flags = (ones: number): number[] => Array.from({ length: 200 }, (_, i) => (i < ones ? 1 : 0));
    expect(judge(flags(20), flags(100)).verdict).toBe('drift');
    expect(judge(flags(20), flags(24)).verdict).toBe('stable');
  });

  it.each([
    [30, 30],
    [30, 200],
    [200, 30],
    [200, 200],
  ])('are in drift by chance as seldom as is accepted, with %d and %d values', (n, m) => {
    for (const share of [0.5, 0.9, 0.95, 0.99]) {
      const drifts = Array.from({ length: 200 }, (_, i) => {
        const [a, b] = [inflated(7_000 + i, n, share), inflated(9_000 + i, m, share)];
        return judge(a, b, { alpha: 0.05, rounds: 99 }).verdict === 'drift';
      }).filter(Boolean);
      // 200 of .05 are more than 20 in less than one of 1,000 runs.
      expect(drifts.length).toBeLessThanOrEqual(20);
    }
  });
});
