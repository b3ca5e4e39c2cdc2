import { describe, expect, it } from 'vitest';
import { wholeRange } from '../../page/timeline/whole-range.ts';

const values = { from: 0, to: 1_000_000 };

function champions(...begin: number[]): { eventFrom: number; eventUntil: number | null }[] {
  return begin.map((eventFrom, i) => ({ eventFrom, eventUntil: begin[i + 1] ?? null }));
}

describe('the range of everything', () => {
  it('ends where the newest value or event stands', () => {
    const rest = { champions: champions(0, 400_000), spans: [] };
    expect(wholeRange({ ...rest, marks: [] }, values)).toEqual(values);
    expect(wholeRange({ ...rest, marks: [{ eventAt: 1_200_000 }] }, values)).toEqual({ from: 0, to: 1_200_000 });
  });

  it('leaves room for a version that has just begun to serve, such as after a rollback', () => {
    const { from, to } = wholeRange({ champions: champions(0, 500_000, 1_001_000), spans: [], marks: [] }, values);
    expect((to - 1_001_000) / (to - from)).toBeCloseTo(0.08);
  });
});
