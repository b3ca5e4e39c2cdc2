import { describe, expect, it } from 'vitest';
import { glanceFrom } from '../../page/fleet/glance-from.ts';
import { decodeShort, encodeShort } from '../../src/core/state-parts/short-number.ts';
import type { Trail } from '../../page/api/types.ts';

/** A trail keeps four digits of all but the newest value. */
const kept = (value: number): number => decodeShort(encodeShort(value), 0);

function valuesOf(average: number[]): readonly number[] {
  const series = [{ metric: 'accuracy', segment: '', level: 'stable', trail: { average } }];
  return glanceFrom({ series } as unknown as Trail).values;
}

describe('the glance at a monitor', () => {
  it('is level where its values are, though only the newest is exact', () => {
    for (const value of [0.93, 1 / 3, 1_234_567.8, -0.0123])
      expect(new Set(valuesOf([kept(value), kept(value), value])).size).toBe(1);
  });

  it('shows what differs', () => {
    expect(new Set(valuesOf([kept(0.93), 0.931])).size).toBe(2);
  });
});
