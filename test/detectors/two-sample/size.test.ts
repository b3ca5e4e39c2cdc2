import { describe, expect, it } from 'vitest';
import { createRng } from '../../../src/stats/rng.ts';
import { resolveOptions } from '../../../src/detectors/options.ts';
import { sampleKinds, sizeOf, testsFor } from '../../../bench/two-sample/size-of.ts';
import { twoSampleTests } from '../../../src/detectors/two-sample/index.ts';
import type { Sample } from '../../../src/detectors/two-sample/two-sample-test.ts';

const normals = (seed: number, n: number): number[] => {
  const rng = createRng(seed);
  return Array.from({ length: n }, () => rng.normal());
};
const zipf = (seed: number, n: number, shown = 5_000): string[] => {
  const rng = createRng(seed);
  return Array.from({ length: n }, () => `l${Math.floor(shown ** rng.uniform())}`);
};
const run = (name: string, reference: Sample, current: Sample, given: Record<string, unknown> = {}) => {
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

  it.each(cases.flatMap(([test, kind]) => [[test, kind, 20, 400] as const, [test, kind, 400, 20] as const]))(
    '%s finds hardly more where the samples differ in size: %s, %i against %i',
    (test, kind, n, m) => {
      // Of 60 pairs less than one is expected; more than 4 come once in three thousand.
      expect(sizeOf({ test, kind, n, m, pairs: 60, seed: 32 }).at01).toBeLessThanOrEqual(4 / 60);
    }
  );

  it.each([
    ['rare labels', '5,000 labels by Zipf', 3_000, 50],
    ['rare labels', '200 labels, most of them rare', 50, 3_000],
    ['rare counts', 'counts, mean 3', 3_000, 50],
    ['rare counts', 'counts, mean 3', 50, 3_000],
  ])('chi-square does not take %s for a change: %s, %i against %i', (_, kind, n, m) => {
    // Of 40 pairs 1 in 25 is expected at alpha .001, so 2 come once in a thousand; the chi-square distribution alone
    // finds 2 to 14.
    expect(sizeOf({ test: 'chi-square', kind, n, m, pairs: 40, seed: 33 }).at001).toBeLessThanOrEqual(1 / 40);
  });
});

describe('chi-square', () => {
  const goodness = { form: 'goodness-of-fit' };
  const flags = (ones: number, of: number): Sample => ({ values: [0, 1], counts: [of - ones, ones] });

  it.each([
    ['quantiles', 'normal', 50, 2_000],
    ['doane', 'heavy tails', 80, 1_500],
  ])('lays %s bins anew in each relabelling: %s, %i values against %i', (binning, kind, n, m) => {
    const values = (seed: number, count: number): number[] =>
      normals(seed, count).map((x) => (kind === 'normal' ? x : Math.exp(2 * Math.abs(x))));
    const pairs = Array.from({ length: 80 }, (_, k) =>
      run('chi-square', values(9_000 + k, n), values(k, m), { binning, bins: 20 })
    );
    // Of 80 pairs less than one is expected at alpha .01; more than 3 come once in 100. Bins that stay find 7 and more.
    expect(pairs.filter(({ pValue }) => pValue! <= 0.01).length).toBeLessThanOrEqual(3);
  });

  it('relabels where a category is rare, and takes its own distribution where all are full', () => {
    expect(run('chi-square', zipf(1, 3_000), zipf(2, 50))).toMatchObject({ verdict: 'stable', rule: 'permutation' });
    expect(run('chi-square', flags(500, 1_000), flags(520, 1_000)).rule).toBe('p-value');
    expect(run('chi-square', zipf(1, 3_000), zipf(2, 50), { rule: 'chi-square' }).rule).toBe('p-value');
  });

  it('takes a category of 200 values of each sample for full, and none of fewer', () => {
    expect(run('chi-square', flags(200, 400), flags(200, 400)).rule).toBe('p-value');
    expect(run('chi-square', flags(199, 400), flags(199, 400)).rule).toBe('permutation');
  });

  it('finds rare categories that have become frequent, also ones never seen before', () => {
    const many = Array.from({ length: 1_000 }, () => 'l9000');
    expect(run('chi-square', zipf(1, 3_000), [...zipf(2, 70), ...many.slice(0, 30)]).verdict).toBe('drift');
    expect(run('chi-square', zipf(1, 100), [...zipf(2, 2_000), ...many]).verdict).toBe('drift');
  });

  it('counts all relabellings of two categories, and those that tie by half', () => {
    // Fisher: of the 15 values 3 are ones; that all 3 are among the last 5 has the chance 10 / 455.
    const pValue = run('chi-square', flags(0, 10), flags(3, 5)).pValue!;
    expect(pValue).toBeCloseTo(5 / 455, 12);
    expect(run('chi-square', flags(0, 10), flags(3, 5), { yates: true }).pValue).toBeCloseTo(10 / 455, 12);
  });

  it('finds all-different numbers alike, however few', () => {
    expect(run('chi-square', normals(1, 2_000), normals(2, 30))).toMatchObject({ verdict: 'stable', pValue: 1 });
  });

  it('allows for the noise of the reference also against its shares, but for those who ask', () => {
    const [reference, current] = [zipf(3, 300), zipf(4, 300)];
    expect(run('chi-square', reference, current, goodness)).toMatchObject({ verdict: 'stable', statistic: null });
    expect(run('chi-square', reference, current, { ...goodness, rule: 'chi-square' }).verdict).toBe('drift');
    const [few, many] = [flags(500, 1_000), flags(5_600, 10_000)];
    expect(run('chi-square', few, many, { ...goodness, rule: 'chi-square' }).pValue).toBeLessThan(1e-20);
    expect(run('chi-square', few, many, goodness).pValue).toBeGreaterThan(1e-5);
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
