import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mlflowMetrics } from '../../../src/registry/mlflow/names.ts';

describe('mlflowMetrics', () => {
  it.each([
    ['accuracy', 'accuracy'],
    ['recall@10', 'recall_at_10'],
    ['a/b:c d', 'a/b:c d'],
    ['../x', 'x'],
    ['/a//b/', 'a/b'],
    ['', 'unnamed'],
    ['..', 'unnamed'],
    ['a%', 'a_percent'],
  ])('shows `%s` as `%s`', (name, shown) => {
    expect(Object.keys(mlflowMetrics({ [name]: 1 }))).toEqual([shown]);
  });

  it('gives each metric a name of its own, and leaves alone what needs no other', () => {
    expect(mlflowMetrics({ 'r@1': 1, 'r!at!1': 2, r_at_1: 3 })).toEqual({ r_at_1: 3, r_at_1_2: 1, r_at_1_3: 2 });
  });

  it('loses no metric, and gives only names that MLflow takes', () => {
    const anything = fc.dictionary(fc.string({ maxLength: 400, unit: 'grapheme' }), fc.double({ noNaN: true }));
    fc.assert(
      fc.property(anything, (metrics) => {
        const shown = Object.entries(mlflowMetrics(metrics));
        // `-0` sorts before `0`: as numbers they are equal, and would stay in the order of their names.
        const values = (of: number[]): number[] => of.toSorted((a, b) => a - b || 1 / a - 1 / b);
        expect(values(shown.map(([, value]) => value))).toEqual(values(Object.values(metrics)));
        for (const [name] of shown) {
          expect(name).toMatch(/^[\p{L}\p{N}_\-./: ]{1,250}$/u);
          expect(name.split('/').some((part) => ['', '.', '..'].includes(part))).toBe(false);
        }
      })
    );
  });
});
