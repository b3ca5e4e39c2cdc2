import { describe, expect, test } from 'vitest';
import { createRng } from '../../src/stats/rng.ts';
import { DriftWindow } from '../../src/client/drift-window.ts';

const normals = (n: number, seed: number, mean = 0): number[] => {
  const rng = createRng(seed);
  return Array.from({ length: n }, () => mean + rng.normal());
};

describe('DriftWindow', () => {
  const reference = normals(5000, 1);

  test.each([50, 100, 500])('raises hardly an alarm on windows of %i without drift', (size) => {
    const byRelabelling = { test: 'psi', params: { rule: 'permutation', alpha: 0.005 } };
    for (const options of [{}, { params: { alpha: 0.005 } }, byRelabelling]) {
      const window = new DriftWindow({ reference, ...options });
      let alarms = 0;
      for (let k = 0; k < (options === byRelabelling ? 30 : 200); k++) {
        window.reset();
        window.add(normals(size, 100 + k));
        if (window.judge().verdict === 'drift') alarms += 1;
      }
      expect(alarms).toBeLessThanOrEqual(6);
    }
  });

  test('finds a shift of one deviation in 100 values that two processes have seen', () => {
    const [one, two] = [new DriftWindow({ reference }), new DriftWindow({ reference })];
    one.add(normals(50, 2, 1));
    two.add(normals(50, 3, 1));
    one.merge(two.histogram());
    const { verdict, m, pValue } = one.judge();
    expect(verdict).toBe('drift');
    expect(m).toBe(100);
    expect(pValue).toBeLessThan(0.001);
  });

  test.each(['psi', 'kl', 'js', 'wasserstein', 'chi-square'])('has a p-value of %s that falls below alpha', (name) => {
    const window = new DriftWindow({ reference: reference.slice(0, 300), test: name });
    window.add(normals(100, 4, 2));
    expect(window.judge().pValue).toBeLessThan(0.001);
  });

  test.each([
    [100, 3000],
    [1000, 10_000],
  ])('does not take the evenness of a reference of %i values for a change of %i', (n, m) => {
    let alarms = 0;
    for (let k = 0; k < 10; k++) {
      const window = new DriftWindow({ reference: normals(n, 300 + k), test: 'chi-square' });
      window.add(normals(m, 400 + k));
      if (window.judge().verdict === 'drift') alarms += 1;
    }
    expect(alarms).toBe(0);
  });

  test('counts in as many bins as it is told', () => {
    const bins = (options: object) => new DriftWindow({ reference: normals(300, 1), ...options }).histogram().counts;
    expect(bins({})).toHaveLength(100);
    expect(bins({ test: 'chi-square' })).toHaveLength(10);
    expect(bins({ test: 'chi-square', bins: 50 })).toHaveLength(50);
  });

  test('has nothing to say of an empty window, and counts what is no number', () => {
    const window = new DriftWindow({ reference });
    expect(window.judge().verdict).toBe('warming-up');
    window.add([Number.NaN, 'x', 1]);
    expect(window.judge().ignored).toBe(2);
  });

  test('compares labels', () => {
    const window = new DriftWindow({ reference: [...Array(90).fill('a'), ...Array(10).fill('b')] });
    window.add([...Array(50).fill('a'), ...Array(50).fill('b')]);
    expect(window.judge().verdict).toBe('drift');
  });

  test('says which tests and options there are', () => {
    expect(() => new DriftWindow({ reference, test: 'mmd' })).toThrow('Expected `test` to be one of ks, psi');
    expect(() => new DriftWindow({ reference, params: { alpah: 1 } })).toThrow('did you mean `alpha`');
  });
});
