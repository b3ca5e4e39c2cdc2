import { describe, expect, it } from 'vitest';
import { columnsOf } from '../../page/chart/columns.ts';
import type { PlayedSeries } from '../../page/api/types.ts';

const beside = { at: [], value: [], heard: [] };

function seriesOf(at: number[], value: number[], before: PlayedSeries['before']): PlayedSeries {
  const played = { at, heard: at, count: at.map(() => 1), value, min: value, max: value, average: value };
  const of = { metric: 'accuracy', segment: '', observations: at.length, isSampled: false, detectors: [] };
  return { ...of, ...played, level: at.map(() => 'stable'), late: beside, excluded: beside, before };
}

const values = [0.1, 0.2];
const trail = { everyMs: 10, at: [100, 110], count: [1, 1], mean: values, min: values, max: values, average: values };

describe('the columns of a chart', () => {
  it('begin with the trail of before', () => {
    const { at, own, trailEnd, lines } = columnsOf(seriesOf([120, 130], [0.8, 0.9], trail));
    expect(at).toEqual([100, 110, 120, 130]);
    expect(own).toEqual([-2, -1, 0, 1]);
    expect(trailEnd).toBe(120);
    expect(lines.find(({ kind }) => kind === 'value')?.values).toEqual([0.1, 0.2, 0.8, 0.9]);
  });

  it('are in order where a value came so late that it belongs into the time of the trail', () => {
    const { at, own, trailEnd, lines } = columnsOf(seriesOf([105, 120], [0.7, 0.9], trail));
    expect(at).toEqual([100, 105, 110, 120]);
    expect(own).toEqual([-2, 0, -1, 1]);
    expect(trailEnd).toBe(120);
    expect(lines.find(({ kind }) => kind === 'value')?.values).toEqual([0.1, 0.7, 0.2, 0.9]);
  });

  it('have no end of a trail where there is none, or nothing after it', () => {
    expect(columnsOf(seriesOf([105, 120], [0.7, 0.9], null))).toMatchObject({ own: [0, 1], trailEnd: null });
    expect(columnsOf(seriesOf([], [], trail))).toMatchObject({ own: [-2, -1], trailEnd: null });
  });
});
