import { describe, expect, it } from 'vitest';
import { onAnnotated } from '../../bench/detectors/annotated-series.ts';
import { alarmsOf, configure } from '../../bench/detectors/configured.ts';
import { chosenForShort, drawShort } from '../../bench/detectors/short-series.ts';

describe('the options for short series, on seeds that none was chosen on', () => {
  const series = Array.from({ length: 200 }, (_, i) => drawShort(3_000_001 + i));
  const f1 = (type: string, params: Record<string, unknown>): number => {
    const one = configure(type, params);
    return onAnnotated(series, (values) => alarmsOf(one, values)).f1;
  };
  const { type, params } = chosenForShort;
  const chosen = f1(type, params);

  it('are worth more than the default detection', () => {
    expect(chosen).toBeGreaterThan(f1('level-shift', {}) + 0.1);
  });

  it.each([
    { scanLimit: 4 },
    { scanLimit: 5 },
    { scanLeast: 5 },
    { scanLeast: 11 },
    { lineUntil: 150 },
    { burnIn: 100 },
    { burnIn: 200 },
    { atLeast: 2 },
  ])('lie on a plateau: little changes with %o', (other) => {
    expect(Math.abs(f1(type, { ...params, ...other }) - chosen)).toBeLessThan(0.05);
  });

  it('draw what a seed says, and every change apart from its neighbours and the ends', () => {
    expect(drawShort(7)).toEqual(drawShort(7));
    for (const { values, annotations } of series) {
      const bounds = [0, ...annotations.drawn!, values.length];
      expect(bounds.slice(1).every((to, i) => to - bounds[i]! >= 15)).toBe(true);
      expect(values.every(Number.isFinite)).toBe(true);
    }
  });
});
