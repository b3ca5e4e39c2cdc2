import { describe, expect, it } from 'vitest';
import { createRng } from '../../../src/stats/rng.ts';
import { resolveOptions } from '../../../src/detectors/options.ts';
import { twoSampleTests } from '../../../src/detectors/two-sample/index.ts';

const rng = createRng(3);
const draw = (count: number): number[] => Array.from({ length: count }, () => rng.normal());
const [reference, current] = [draw(30), draw(30).map((x) => 1.6 * x)];

/** Of the same samples, moved to another place: the statistic stays, as it depends on ranks alone. */
function pValueAt(name: string, place: number, options: object): number {
  const test = twoSampleTests.get(name)!;
  const resolved = resolveOptions(test, { ...options });
  if (!('options' in resolved)) throw new Error(resolved.issues.map(({ message }) => message).join('; '));
  const moved = (values: number[]): number[] => values.map((x) => x + place);
  return test.run(moved(reference), moved(current), resolved.options).pValue!;
}

describe.each(['psi', 'js', 'chi-square'])('relabelling for %s', (name) => {
  const binning = { binning: 'quantiles', alpha: 0.1 };

  it('differs from window to window, and on average tells what many relabellings tell', () => {
    const many = pValueAt(name, 0, { ...binning, alpha: 0.5, rounds: 20_000 });
    const few = Array.from({ length: 200 }, (_, k) => pValueAt(name, k + 1, { ...binning, alpha: 0.5, rounds: 99 }));
    expect(new Set(few).size).toBeGreaterThan(5);
    const mean = few.reduce((sum, p) => sum + p, 0) / few.length;
    // One of few is (reached + 1) / (rounds + 1).
    expect(Math.abs(mean - (99 * many + 1) / 100)).toBeLessThan((4 * 0.05) / Math.sqrt(200));
  });

  it('is the same for the same values in any order, and another with another seed', () => {
    const test = twoSampleTests.get(name)!;
    const resolved = resolveOptions(test, binning) as { options: Record<string, unknown> };
    const told = test.run(reference, current, resolved.options);
    expect(test.run(reference.toReversed(), current.toReversed(), resolved.options)).toEqual(told);
    const other = { ...resolved.options, seed: 2 };
    expect(test.run(reference, current, other).pValue).not.toBe(told.pValue);
  });
});
