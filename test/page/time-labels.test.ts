import { describe, expect, it } from 'vitest';
import { timeLabels, uncut } from '../../page/chart/time-labels.ts';

/** Epoch seconds of a time of the reader's clock. */
const at = (...[year, month, ...rest]: [number, number, number?, number?, number?, number?]): number =>
  new Date(year, month - 1, ...rest).getTime() / 1_000;

describe('what stands below the ticks of a chart', () => {
  it('is the time of day, with the day where one begins', () => {
    const ticks = [at(2026, 11, 29, 18, 50), at(2026, 11, 29, 23, 50), at(2026, 11, 30, 4, 50)];
    expect(timeLabels(ticks, 18_000)).toEqual(['18:50\n29 Nov 2026', '23:50', '04:50\n30 Nov 2026']);
  });

  it('has seconds, days, months and years where they are what ticks are apart', () => {
    expect(timeLabels([at(2026, 1, 2, 3, 4, 5)], 5)).toEqual(['03:04:05\n2 Jan 2026']);
    expect(timeLabels([at(2025, 12, 31), at(2026, 1, 1), at(2026, 1, 2)], 86_400)).toEqual([
      '31 Dec\n2025',
      '1 Jan\n2026',
      '2 Jan',
    ]);
    expect(timeLabels([at(2026, 5, 1), at(2026, 6, 1)], 28 * 86_400)).toEqual(['May\n2026', 'Jun']);
    expect(timeLabels([at(2025, 1, 1), at(2026, 1, 1)], 365 * 86_400)).toEqual(['2025', '2026']);
  });

  it('has milliseconds within a second', () => {
    const second = at(2026, 1, 2, 3, 4, 5);
    expect(timeLabels([second, second + 0.25, second + 0.5], 0.25)).toEqual([
      '03:04:05.000\n2 Jan 2026',
      '03:04:05.250',
      '03:04:05.500',
    ]);
  });

  it('is left out where the end of the chart would cut it', () => {
    expect(uncut(['18:40', '18:50', '00:00\n30 Nov 2026'], (i) => [100, 20, 20][i]!)).toEqual(['18:40', '18:50', '']);
  });
});
