import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { addToCounts, histogramFor, mergeCounts, sampleOf } from '../../../src/detectors/two-sample/histogram.ts';
import { createRng } from '../../../src/stats/rng.ts';
import { resolveOptions } from '../../../src/detectors/options.ts';
import { twoSampleTests } from '../../../src/detectors/two-sample/index.ts';

const reference = Array.from({ length: 1000 }, (_, i) => createRng(1, i).normal());
const finite = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { maxLength: 60 });

describe('a histogram', () => {
  test('is the same however the values are spread over processes, and through JSON', () => {
    const empty = histogramFor(reference, 20);
    fc.assert(
      fc.property(finite, finite, (here, there) => {
        const apart = mergeCounts(addToCounts(empty, here), JSON.parse(JSON.stringify(addToCounts(empty, there))));
        expect(apart).toEqual(addToCounts(empty, [...there, ...here]));
        expect(apart.counts.reduce((sum, count) => sum + count, 0)).toBe(here.length + there.length);
      }),
      { seed: 1 }
    );
    expect(empty.counts.every((count) => count === 0)).toBe(true);
  });

  test('puts a value on an edge above it, and what is no number aside', () => {
    const { edges, counts, ignored } = addToCounts(histogramFor([1, 2, 3, 4], 4), [1, 2, 2.5, 4, 9, Number.NaN]);
    expect(edges).toEqual([2, 3, 4]);
    expect(counts).toEqual([1, 2, 0, 2]);
    expect(ignored).toBe(1);
  });

  test('counts labels, also those that the reference has never shown', () => {
    const counted = addToCounts(histogramFor(['a', 'b']), ['a', 'c', 'c', '__proto__']);
    expect(sampleOf(counted)).toEqual({ values: ['a', 'c', '__proto__'], counts: [1, 2, 1] });
  });

  test('refuses to be merged with one of another reference', () => {
    expect(() => mergeCounts(histogramFor([1, 2, 3], 2), histogramFor([1, 2, 9], 3))).toThrow('the same edges');
  });

  test.each(['ks', 'psi', 'js', 'wasserstein'])('leaves the statistic of %s near that of the raw values', (name) => {
    const chosen = twoSampleTests.get(name)!;
    const resolved = resolveOptions(chosen, { alpha: 0.01 });
    if ('issues' in resolved) throw new Error(JSON.stringify(resolved.issues));
    const current = reference.map((x, i) => 0.4 + x + 0.1 * createRng(2, i).normal());
    const empty = histogramFor(reference, 100);
    const raw = chosen.run(reference, current, resolved.options);
    const counted = chosen.run(
      sampleOf(addToCounts(empty, reference)),
      sampleOf(addToCounts(empty, current)),
      resolved.options
    );
    expect(counted.verdict).toBe(raw.verdict);
    expect(Math.abs(counted.statistic! - raw.statistic!)).toBeLessThan(0.1 * Math.abs(raw.statistic!));
  });
});
