import { maxBatchObservations, type MetricSeries } from '../core/wire/batch.ts';
import { encodeRows } from '../core/wire/rows-columns.ts';
import { rowsAt, type History } from './history.ts';
import type { Rows } from '../terms/rows.ts';
import type { Policy } from '../core/state/policy.ts';
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
  let most = maxJoined;
  let singles = 0;
  let pauseAt = every;
  for (let i = 0; i < batches;) {
    simulation.pass(arrivals[i]!);
    adoptVersions(simulation, history, starts[i]!, starts[i + 1]!);
    const limit = Math.min(most, Math.max(1, pauseAt - starts[i]!));
    const end = singles > 0 ? i + 1 : joins.endOf(simulation, i, limit);
    if (end - i > 1 && !simulation.takeIfQuiet(seriesOf(history, starts[i]!, starts[end]!), arrivals[end - 1]!)) {
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
  private readonly sameStreamsOnly: boolean;

  constructor(policy: Policy, history: History) {
    this.history = history;
    // Detectors that warn at different times within a span could otherwise be taken to have warned together, or not to;
    // and the closing of an open window depends on when its observations arrived.
    this.never =
      policy.rules.some(({ of }) => of.some(({ level }) => level === 'warning')) ||
      policy.metrics.some(({ lateness }) => lateness !== undefined);
    // A quiet hour may begin and end within the span, and the ledger names every new hold.
    this.notWhileHeld = policy.holds.quietHours.length > 0 || policy.holds.freezes.length > 0;
    // Silence counts from a stream's last observation, so that observation must be in the last batch too.
    this.sameStreamsOnly = policy.metrics.some(({ noDataAfterMs }) => noDataAfterMs !== null);
  }

  /** The batch after the last that may be joined to batch `from`. */
  endOf(simulation: Simulation, from: number, most: number): number {
    const { starts, arrivals } = this.history;
    if (this.never || (this.notWhileHeld && simulation.state.triggers.length > 0)) return from + 1;
    const wake = simulation.nextWake();
    let end = from + 1;
    while (
      end < arrivals.length &&
      starts[end + 1]! - starts[from]! <= most &&
      arrivals[end]! < wake &&
      !(this.sameStreamsOnly && !this.hasSameStreams(from, end)) &&
      !this.bringsVersion(simulation, end)
    )
      end += 1;
    return end;
  }

  private hasSameStreams(a: number, b: number): boolean {
    const { starts, stream } = this.history;
    const size = starts[a + 1]! - starts[a]!;
    if (starts[b + 1]! - starts[b]! !== size) return false;
    for (let i = 0; i < size; i++) if (stream[starts[a]! + i] !== stream[starts[b]! + i]) return false;
    return true;
  }

  private bringsVersion(simulation: Simulation, batch: number): boolean {
    const { starts, stream, streams } = this.history;
    for (let i = starts[batch]!; i < starts[batch + 1]!; i++)
      if (simulation.isNewer(streams[stream[i]!]!.version)) return true;
    return false;
  }
}

function adoptVersions(simulation: Simulation, history: History, from: number, to: number): void {
  for (let i = from; i < to; i++) {
    const { version } = history.streams[history.stream[i]!]!;
    if (version !== null) simulation.adoptIfNewer(version);
  }
}

/** A batch may be larger than what one signal can carry. */
function takeOne(simulation: Simulation, history: History, from: number, to: number): void {
  for (let at = from; at < to; at += maxBatchObservations)
    simulation.take(seriesOf(history, at, Math.min(to, at + maxBatchObservations)));
}

/** Observations as columns, as a client sends them; where versions of one stream alternate, so do the columns. */
function seriesOf(history: History, from: number, to: number): MetricSeries[] {
  const { streams, stream, at, value } = history;
  const columns: Column[] = [];
  const open = new Map<number, Column>();
  let column: Column | undefined;
  for (let i = from; i < to; i++) {
    const place = stream[i]!;
    const time = at[i]!;
    if (column?.place !== place) {
      const { series } = streams[place]!;
      column = open.get(series);
      if (column?.place !== place) {
        column = { place, t0: time, last: time, dt: [], v: [], rows: [] };
        columns.push(column);
        open.set(series, column);
      }
    }
    column.dt.push(time - column.last);
    column.last = time;
    column.v.push(value[i]!);
    if (history.rows) column.rows.push(rowsAt(history, i));
  }
  return columns.map(({ place, t0, dt, v, rows }) => {
    const { metric, segment, version } = streams[place]!;
    return {
      metric,
      ...(segment && { segment }),
      ...(version === null ? {} : { version }),
      t0,
      dt,
      v,
      ...encodeRows(rows),
    };
  });
}

interface Column {
  place: number;
  t0: number;
  last: number;
  dt: number[];
  v: number[];
  rows: (Rows | undefined)[];
}
