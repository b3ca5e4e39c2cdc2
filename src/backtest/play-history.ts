import { isMeasurement, maxBatchObservations, type MetricSeries } from '../core/wire/batch.ts';
import type { History, RowColumns } from './history.ts';
import type { RowsColumns } from '../core/wire/rows-columns.ts';
import { Scout } from './scout.ts';
import { seriesKey } from '../core/state/series.ts';
import type { MetricPolicy, Policy } from '../core/state/policy.ts';
import type { Simulation } from './simulation.ts';

/**
 * Plays a history to a simulated monitor. Batches that change nothing are processed many at a time, so a million
 * observations take seconds. When they would change something, they are processed one by one, so that every decision
 * comes at its own moment and with its own evidence.
 *
 * @param every observations from one pause to the next, about; a pause falls between batches
 * @returns the observations taken so far, at every pause
 */
export function* playHistory(simulation: Simulation, history: History, every: number): Generator<number, void> {
  const { starts, arrivals } = history;
  const batches = arrivals.length;
  const joins = new Joining(simulation.state.policy, history);
  const scout = Scout.of(simulation.state.policy, history);
  let most = maxJoined;
  let singles = 0;
  let pauseAt = every;
  // Where changes are frequent the scout says which batch brings the next one; -1 while that is not known.
  let isEventful = false;
  let change = -1;
  for (let i = 0; i < batches;) {
    if (simulation.pass(arrivals[i]!)) change = -1;
    adoptVersions(simulation, history, starts[i]!, starts[i + 1]!);
    if (scout && isEventful && singles === 0 && change < i) {
      const horizon = Math.min(batches, i + maxJoined);
      change = scout.nextChange(simulation.state, i, horizon);
      isEventful = change < horizon;
    }
    const isAlone = singles > 0 || change === i;
    const end = isAlone ? i + 1 : joins.endOf(simulation, i, { most, pauseAt, limit: change < i ? batches : change });
    if (end - i > 1 && !takeJoined(simulation, history, joins, i, end)) {
      const isSurprise = change < i;
      change = -1;
      isEventful = scout !== undefined;
      if (isEventful && isSurprise) continue;
      most = Math.max(1, Math.floor((starts[end]! - starts[i]!) / 4));
      // Events tend to cluster: try again only after a few batches.
      if (most < 8) singles = 8;
      continue;
    }
    if (end - i === 1) {
      takeOne(simulation, history, starts[i]!, starts[end]!);
      singles = Math.max(0, singles - 1);
      if (singles === 0) most = Math.max(most, 32);
    } else most = Math.min(maxJoined, 2 * most);
    i = end;
    if (starts[i]! >= pauseAt || i === batches) {
      yield starts[i]!;
      pauseAt = starts[i]! + every;
    }
  }
}

// --- internal ---

/** Larger joins save nothing. */
const maxJoined = 4_096;

/** Decides how many batches may be tried together. */
class Joining {
  private readonly history: History;
  private readonly never: boolean;
  private readonly notWhileHeld: boolean;
  /** How long nothing may come before time itself closes a window, or calls a stream silent. */
  private readonly patienceMs: number;
  private readonly alone: Uint8Array | undefined;

  constructor(policy: Policy, history: History) {
    this.history = history;
    // Detectors that warn at different times within a span could otherwise be taken to have warned together, or not to.
    this.never = policy.rules.some(({ of }) => of.some(({ level }) => level === 'warning'));
    // A quiet hour may begin and end within the span, and the ledger names every new hold.
    this.notWhileHeld = policy.holds.quietHours.length > 0 || policy.holds.freezes.length > 0;
    this.patienceMs = Math.min(...policy.metrics.map(patienceOf));
    this.alone = outOfOrder(policy, history);
  }

  /**
   * The batch after the last that may be joined to batch `from`: at most so many observations, none of them at
   * `pauseAt` or beyond, and no batch beyond the limit.
   */
  endOf(
    simulation: Simulation,
    from: number,
    { most, pauseAt, limit }: { most: number; pauseAt: number; limit: number }
  ): number {
    const { starts, arrivals } = this.history;
    if (this.never || (this.notWhileHeld && simulation.state.triggers.length > 0)) return from + 1;
    if (this.isAlone(simulation, from)) return from + 1;
    const until = Math.min(simulation.nextWake(), arrivals[from]! + this.patienceMs);
    let end = from + 1;
    while (
      end < limit &&
      starts[end]! < pauseAt &&
      starts[end + 1]! - starts[from]! <= most &&
      arrivals[end]! < until &&
      !this.isAlone(simulation, end) &&
      !this.bringsVersion(simulation, end)
    )
      end += 1;
    return end;
  }

  /** When each stream was heard last within the span; empty where nothing depends on it. */
  heard(from: number, end: number): Map<string, number> {
    const heard = new Map<string, number>();
    if (this.patienceMs === Number.POSITIVE_INFINITY) return heard;
    const { starts, arrivals, stream, streams, value } = this.history;
    const last = new Map<number, number>();
    for (let batch = from; batch < end; batch++)
      for (let i = starts[batch]!; i < starts[batch + 1]!; i++)
        if (isMeasurement(value[i])) last.set(streams[stream[i]!]!.series, arrivals[batch]!);
    for (const [series, at] of last) heard.set(seriesKey(streams[series]!.metric, streams[series]!.segment), at);
    return heard;
  }

  /** What is put into an older place, or may be fenced, must not be mixed with what is merely heard. */
  private isAlone(simulation: Simulation, batch: number): boolean {
    if (this.alone?.[batch] === 1) return true;
    if (this.patienceMs === Number.POSITIVE_INFINITY) return false;
    const { starts, stream, streams } = this.history;
    const { champion } = simulation.state;
    for (let i = starts[batch]!; i < starts[batch + 1]!; i++) {
      const { version } = streams[stream[i]!]!;
      if (version !== null && version !== champion) return true;
    }
    return false;
  }

  private bringsVersion(simulation: Simulation, batch: number): boolean {
    const { starts, stream, streams } = this.history;
    for (let i = starts[batch]!; i < starts[batch + 1]!; i++)
      if (simulation.isNewer(streams[stream[i]!]!.version)) return true;
    return false;
  }
}

function patienceOf({ noDataAfterMs, lateness, aggregate }: MetricPolicy): number {
  return Math.min(
    noDataAfterMs ?? Number.POSITIVE_INFINITY,
    lateness?.allowedMs ?? Number.POSITIVE_INFINITY,
    aggregate ? aggregate.everyMs + aggregate.allowedMs : Number.POSITIVE_INFINITY
  );
}

/** Marks batches with observations that windows of event time do not simply take at their end. */
function outOfOrder({ metrics }: Policy, history: History): Uint8Array | undefined {
  const late = new Set(metrics.filter(({ lateness }) => lateness).map(({ name }) => name));
  const dated = new Set(
    metrics
      .filter(({ aggregate }) => aggregate)
      .map(({ name }) => name)
      .concat(...late)
  );
  if (dated.size === 0) return undefined;
  const { starts, arrivals, streams, stream, at, value } = history;
  const isLate = streams.map(({ metric }) => late.has(metric));
  const isDated = streams.map(({ metric }) => dated.has(metric));
  const newest = new Float64Array(streams.length).fill(Number.NEGATIVE_INFINITY);
  const marks = new Uint8Array(arrivals.length);
  for (let batch = 0; batch < arrivals.length; batch++)
    for (let i = starts[batch]!; i < starts[batch + 1]!; i++) {
      const place = stream[i]!;
      if (!isDated[place] || !isMeasurement(value[i])) continue;
      const { series } = streams[place]!;
      if (at[i]! > arrivals[batch]! || (isLate[place] && at[i]! < newest[series]!)) marks[batch] = 1;
      newest[series] = Math.max(newest[series]!, at[i]!);
    }
  return marks;
}

function adoptVersions(simulation: Simulation, history: History, from: number, to: number): void {
  for (let i = from; i < to; i++) {
    const { version } = history.streams[history.stream[i]!]!;
    if (version !== null) simulation.adoptIfNewer(version);
  }
}

function takeJoined(simulation: Simulation, history: History, joins: Joining, from: number, end: number): boolean {
  const { starts, arrivals } = history;
  const series = seriesOf(history, starts[from]!, starts[end]!);
  return simulation.takeIfQuiet(series, arrivals[end - 1]!, joins.heard(from, end));
}

/** A batch may be larger than what one signal can carry. */
function takeOne(simulation: Simulation, history: History, from: number, to: number): void {
  for (let at = from; at < to; at += maxBatchObservations)
    simulation.take(seriesOf(history, at, Math.min(to, at + maxBatchObservations)));
}

/** Observations as columns, as a client sends them; where versions of one stream alternate, so do the columns. */
function seriesOf(history: History, from: number, to: number): MetricSeries[] {
  const { streams, stream, at: times, value } = history;
  const columns: Column[] = [];
  const open = new Map<number, Column>();
  let column: Column | undefined;
  for (let i = from; i < to; i++) {
    const place = stream[i]!;
    const time = times[i]!;
    if (column?.place !== place) {
      const { series } = streams[place]!;
      column = open.get(series);
      if (column?.place !== place) {
        column = { place, t0: time, last: time, dt: [], v: [], at: [] };
        columns.push(column);
        open.set(series, column);
      }
    }
    column.dt.push(time - column.last);
    column.last = time;
    column.v.push(value[i]!);
    if (history.rows) column.at.push(i);
  }
  return columns.map(({ place, t0, dt, v, at }) => {
    const { metric, segment, version } = streams[place]!;
    return {
      metric,
      ...(segment && { segment }),
      ...(version === null ? {} : { version }),
      t0,
      dt,
      v,
      ...(history.rows && rowColumns(history.rows, at)),
    };
  });
}

interface Column {
  place: number;
  t0: number;
  last: number;
  dt: number[];
  v: number[];
  /** Places of its values in a history with rows. */
  at: number[];
}

/** As `encodeRows`, but plain: nobody sends them. */
function rowColumns({ n, squares, min, max }: RowColumns, at: readonly number[]): RowsColumns {
  const of = (column: Float64Array): (number | null)[] | undefined => {
    const entries = at.map((i) => (Number.isNaN(column[i]!) ? null : column[i]!));
    return entries.some((entry) => entry !== null) ? entries : undefined;
  };
  const [counts, ss, lo, hi] = [of(n), of(squares), of(min), of(max)];
  return { ...(counts && { n: counts }), ...(ss && { ss }), ...(lo && { lo }), ...(hi && { hi }) };
}
