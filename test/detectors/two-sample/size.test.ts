import { describe, expect, it } from 'vitest';
import { createRng } from '../../../src/stats/rng.ts';
import { resolveOptions } from '../../../src/detectors/options.ts';
import { sampleKinds, sizeOf, testsFor } from '../../../bench/two-sample/size-of.ts';
import { twoSampleTests } from '../../../src/detectors/two-sample/index.ts';

const normals = (seed: number, n: number): number[] => {
  const rng = createRng(seed);
  return Array.from({ length: n }, () => rng.normal());
};
const run = (name: string, reference: number[], current: number[], given: Record<string, unknown> = {}) => {
  const test = twoSampleTests.get(name)!;
  const resolved = resolveOptions(test, given);
  if ('issues' in resolved) throw new Error(resolved.issues[0]?.message);
  return test.run(reference, current, resolved.options);
};

describe('without drift, at its defaults and alpha .01', () => {
  const cases = Object.keys(sampleKinds).flatMap((kind) => testsFor(kind).map((test) => [test, kind] as const));

  it.each(cases)('%s finds at most about one in a hundred small samples different: %s', (test, kind) => {
    // Of 200 pairs 2 are expected at most; more than 7 come once in a thousand.
    const { at01 } = sizeOf({ test, kind, n: 50, pairs: 200, seed: 31 });
    expect(at01).toBeLessThanOrEqual(7 / 200);
  });
});

describe.each(['kl', 'js', 'psi'])('%s', (name) => {
  it('relabels small samples and takes the bound where every bin is full', () => {
    expect(run(name, normals(1, 100), normals(2, 100)).rule).toBe('permutation');
    const flags = (seed: number): number[] => normals(seed, 2_000).map((x) => Math.min(3, Math.floor(Math.abs(2 * x))));
    expect(run(name, flags(1), flags(2), { binning: 'values' }).rule).toBe('chi-square');
  });

  it('still finds a drift', () => {
    expect(
      run(
        name,
        normals(1, 200),
        normals(2, 200).map((x) => x + 1)
      ).verdict
    ).toBe('drift');
  });

  it('keeps to a threshold, or the bound, for those who name it', () => {
    expect(run(name, normals(1, 50), normals(2, 50), { threshold: 5 })).toMatchObject({
      verdict: 'stable',
      rule: 'threshold',
    });
    expect(run(name, normals(1, 50), normals(2, 50), { rule: 'chi-square' }).rule).toBe('chi-square');
  });

  it('makes as many relabellings as a small alpha needs', () => {
    const far = normals(2, 60).map((x) => x + 9);
    expect(run(name, normals(1, 60), far, { alpha: 1e-4 })).toMatchObject({ verdict: 'drift', pValue: 1e-4 });
  });
});
