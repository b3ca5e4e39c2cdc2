import { levels, type DetectorRecord, type StreamRecord } from './stream-record.ts';
import type { Growing } from './growing.ts';
import type { Level } from '../../terms/level.ts';
import type { PlayedDetector, PlayedSeries } from './played.ts';

/** Which part of a stream is drawn, and in how many points. */
export interface Drawing {
  /** Event times; epoch milliseconds. */
  from: number;
  to: number;
  points: number;
}

export type Drawn = Omit<PlayedSeries, 'late' | 'excluded' | 'before'>;

/**
 * A stream as columns of at most so many points, in the order of event time. Where there are more observations, spans
 * of equal length are put together: mean, lowest and highest value, the worst level, and of each detector the moment
 * that was nearest to firing, so that no peak and no alarm is lost.
 */
export function drawnSeries(record: StreamRecord, drawing: Drawing): Drawn {
  const order = inOrder(record.at, drawing);
  const groups = order.length <= drawing.points ? order.map((i) => [i]) : inSpans(order, record.at, drawing.points);
  const last = groups.map((group) => group.at(-1) as number);
  const judged = judgedInOrder(groups, lateIn(record.at));
  const of = (column: Growing, pick: (values: number[]) => number): number[] =>
    groups.map((group) => pick(group.map((i) => column.at(i))));
  return {
    metric: record.metric,
    segment: record.segment,
    observations: order.length,
    isSampled: groups.length < order.length,
    at: last.map((i) => record.at.at(i)),
    heard: last.map((i) => record.heard.at(i)),
    count: groups.map(({ length }) => length),
    value: of(record.value, (values) => values.reduce((sum, x) => sum + x / values.length, 0)),
    min: of(record.value, (values) => values.reduce((a, b) => Math.min(a, b))),
    max: of(record.value, (values) => values.reduce((a, b) => Math.max(a, b))),
    average: judged.map((group) => orNull(lastKnown(group.map((i) => record.average.at(i))))),
    level: levelsOf(record.level, groups),
    detectors: [...record.detectors.values()].map((one) => drawnDetector(one, groups, judged)),
  };
}

// --- internal ---

function inOrder(at: Growing, { from, to }: Drawing): number[] {
  const order: number[] = [];
  let isSorted = true;
  for (let i = 0; i < at.length; i++) {
    const time = at.at(i);
    if (time < from || time > to) continue;
    const before = order.at(-1);
    if (before !== undefined && at.at(before) > time) isSorted = false;
    order.push(i);
  }
  return isSorted ? order : order.sort((a, b) => at.at(a) - at.at(b) || a - b);
}

function inSpans(order: readonly number[], at: Growing, points: number): number[][] {
  const first = at.at(order[0]!);
  const width = Math.max(1, (at.at(order.at(-1)!) - first) / points);
  const groups: number[][] = [];
  let current = -1;
  for (const i of order) {
    const span = Math.min(points - 1, Math.floor((at.at(i) - first) / width));
    if (span === current) groups.at(-1)!.push(i);
    else groups.push([i]);
    current = span;
  }
  return groups;
}

/** Which observations came after a newer one; none: `undefined`. */
function lateIn(at: Growing): Set<number> | undefined {
  let late: Set<number> | undefined;
  let newest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < at.length; i++) {
    if (at.at(i) < newest) (late ??= new Set()).add(i);
    else newest = at.at(i);
  }
  return late;
}

/**
 * What a detector, or an average, was when a late value came tells of that moment, and not of the time of the value:
 * there it stays what it was before.
 */
function judgedInOrder(groups: number[][], late: ReadonlySet<number> | undefined): number[][] {
  if (!late) return groups;
  let before: number[] | undefined;
  return groups.map((group) => {
    const inTime = group.filter((i) => !late.has(i));
    if (inTime.length === 0) return before ?? group;
    before = inTime.slice(-1);
    return inTime;
  });
}

function drawnDetector(
  { id, type, fires, isValue, statistic, limit, level }: DetectorRecord,
  groups: readonly number[][],
  judged: readonly number[][]
): PlayedDetector {
  const sign = fires === 'above' ? 1 : -1;
  const nearest = judged.map((group) =>
    group.reduce((best, i) => {
      const [a, b] = [sign * (statistic.at(best) - limit.at(best)), sign * (statistic.at(i) - limit.at(i))];
      return Number.isNaN(a) || b >= a ? i : best;
    })
  );
  return {
    id,
    type,
    fires,
    isValue,
    statistic: nearest.map((i) => orNull(statistic.at(i))),
    limit: nearest.map((i) => orNull(limit.at(i))),
    level: levelsOf(level, groups),
  };
}

function levelsOf(column: Growing, groups: readonly number[][]): Level[] {
  let known: Level = 'warming-up';
  return groups.map((group) => {
    let worst = -1;
    for (const i of group) worst = column.at(i) > worst ? column.at(i) : worst;
    known = levels[worst] ?? known;
    return known;
  });
}

function lastKnown(values: number[]): number {
  return values.findLast((x) => !Number.isNaN(x)) ?? Number.NaN;
}

function orNull(x: number): number | null {
  return Number.isNaN(x) ? null : x;
}
