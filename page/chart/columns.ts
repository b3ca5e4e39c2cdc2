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
  /** The place in the played series; below 0: it is of the lifelong trail. */
  own: number[];
  /** Where the played history begins, but for values that came late; `null`: there is no trail before it. */
  trailEnd: number | null;
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
    // A detector that is called what it is, is told by what it watches.
    const isPlain = id === 'limit';
    if (!isSame(statistic, series.average))
      lines.push({
        kind: 'statistic',
        label: isPlain ? 'held against the limit' : id,
        values: [...none, ...statistic],
      });
    lines.push({ kind: 'limit', label: `limit of ${isPlain ? series.metric : id}`, values: [...none, ...limit] });
  }
  return inOrder({ at: [...trail.at, ...series.at], lines, trailed });
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

/** A value that came late may belong into the time of the trail, and charts want their times in order. */
function inOrder({ at, lines, trailed }: Pick<Columns, 'at' | 'lines'> & { trailed: number }): Columns {
  const order = at.map((_, i) => i);
  if (trailed > 0 && (at[trailed] ?? Infinity) < at[trailed - 1]!) order.sort((a, b) => at[a]! - at[b]! || a - b);
  const inPlace = <T>(values: readonly T[]): T[] => order.map((i) => values[i] as T);
  return {
    at: inPlace(at),
    lines: lines.map((line) => ({ ...line, values: inPlace(line.values) })),
    own: order.map((i) => i - trailed),
    trailEnd: trailed === 0 ? null : (at[order[order.indexOf(trailed - 1) + 1] ?? -1] ?? null),
  };
}

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
