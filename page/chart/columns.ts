import type { PlayedSeries } from '../api/types.ts';

/** A line of a chart. */
export interface Line {
  kind: 'low' | 'high' | 'value' | 'average' | 'statistic' | 'limit';
  label: string;
  /** As long as the times of its chart. */
  values: (number | null)[];
}

export interface Columns {
  /** Epoch milliseconds, oldest first. */
  at: number[];
  lines: Line[];
  /** Where the lifelong trail ends and the played history begins; 0: there is no trail. */
  trailed: number;
}

/** A played series as the columns of a chart, with what the trail still knows before it. */
export function columnsOf(series: PlayedSeries): Columns {
  const { before, isSampled, detectors } = series;
  const trail = before ?? { at: [], mean: [], min: [], max: [], average: [] };
  const trailed = trail.at.length;
  const none: null[] = Array.from({ length: trailed }, () => null);
  const lines: Line[] = [];
  if (isSampled || trailed > 0) {
    lines.push({ kind: 'low', label: 'lowest', values: [...trail.min, ...series.min] });
    lines.push({ kind: 'high', label: 'highest', values: [...trail.max, ...series.max] });
  }
  lines.push({ kind: 'value', label: isSampled ? 'mean' : 'value', values: [...trail.mean, ...series.value] });
  lines.push({ kind: 'average', label: 'average', values: [...trail.average, ...series.average] });
  for (const { id, isValue, statistic, limit } of detectors) {
    if (!isValue) continue;
    if (!isSame(statistic, series.average))
      lines.push({ kind: 'statistic', label: id, values: [...none, ...statistic] });
    lines.push({ kind: 'limit', label: `limit of ${id}`, values: [...none, ...limit] });
  }
  return { at: [...trail.at, ...series.at], lines, trailed };
}

/** Statistics that are in no unit of the metric, each as a share of its limit: 1 is where it fires. */
export function shareColumns(series: PlayedSeries): Line[] {
  return series.detectors
    .filter(({ isValue }) => !isValue)
    .map(({ id, fires, statistic, limit }) => ({
      kind: 'statistic',
      label: id,
      values: statistic.map((value, i) => share(value, limit[i] ?? null, fires)),
    }));
}

// --- internal ---

/** Of a p-value, which fires below its limit, the limit's share: 1 is where both fire. */
function share(value: number | null, limit: number | null, fires: 'above' | 'below'): number | null {
  if (value === null || limit === null || limit === 0) return null;
  if (fires === 'above') return value / limit;
  return value <= 0 ? most : Math.min(limit / value, most);
}

const most = 3;

/** The detector's average is the one that is drawn already. */
function isSame(a: readonly (number | null)[], b: readonly (number | null)[]): boolean {
  return a.every((one, i) => {
    const other = b[i] ?? null;
    return one === null || other === null || Math.abs(one - other) <= 1e-9 * Math.max(1, Math.abs(other));
  });
}
