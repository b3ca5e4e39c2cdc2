import { joinRows, type Rows } from '../../terms/rows.ts';
import { refuseQuietly, type Draft } from '../state/draft.ts';
import { sampledOf } from '../detection/even-out.ts';
import { takeEach } from '../detection/take-each.ts';
import type { AggregatePolicy, MetricPolicy } from '../state/policy.ts';
import type { MonitorState, SeriesState } from '../state/state.ts';
import type { OpenWindow, OpenWindows } from '../state-parts/rows.ts';

/** An observation before it is aggregated. */
export interface Raw {
  at: number;
  x: number;
  rows: Rows | null;
}

/** Windows that lateness may keep open. */
export const maxOpenWindows = 50;

/** Windows that a stream keeps open at most; if times from ahead of the clock open more, the oldest close early. */
export function mostOpen({ everyMs, allowedMs }: AggregatePolicy): number {
  return Math.min(maxOpenWindows, Math.ceil(allowedMs / everyMs)) + 4;
}

/** When the window begins that a time falls into. */
export function windowAt(time: number, { everyMs }: Pick<AggregatePolicy, 'everyMs'>): number {
  return Math.floor(time / everyMs) * everyMs;
}

/**
 * Takes observations of a metric that is aggregated into the windows of their event times. A window is over when the
 * newest event time, the watermark, is `allowedMs` beyond its end; it then counts as one value of so many rows. How
 * many observations were taken.
 */
export function aggregate(
  draft: Draft,
  metric: MetricPolicy,
  policy: AggregatePolicy,
  series: SeriesState,
  kept: readonly Raw[]
): number {
  const windows = (series.windows ??= { open: [], closedUntil: null, newest: Number.MIN_SAFE_INTEGER });
  let taken = 0;
  // One by one, so that it does not matter which of them arrive together.
  for (const raw of kept) {
    if (!join(windows, policy, raw, draft.state.edition)) continue;
    taken += 1;
    windows.newest = Math.max(windows.newest, Math.min(raw.at, draft.now));
    const watermark = windows.newest - policy.allowedMs;
    let due = 0;
    while (due < windows.open.length && windows.open[due]!.start + policy.everyMs <= watermark) due += 1;
    const surplus = Math.max(0, windows.open.length - due - mostOpen(policy));
    draft.state.counts.closedEarly += surplus;
    close(draft, metric, policy, series, windows, due + surplus);
  }
  if (taken < kept.length) {
    draft.state.counts.tooLate += kept.length - taken;
    refuseQuietly(
      draft,
      `Observations of \`${metric.name}\` came after their window was closed; they are counted, not judged`
    );
  }
  if (taken > 0 && !series.undated) draft.sawEvent(windows.newest);
  return taken;
}

/** Closes the windows of streams from which nothing more comes. */
export function checkWindows(draft: Draft): void {
  const { state, now } = draft;
  for (const metric of state.policy.metrics) {
    const policy = metric.aggregate;
    if (!policy) continue;
    for (const [key, series] of Object.entries(state.series)) {
      if (series.metric !== metric.name || (windowClosesAt(state, series) ?? Number.POSITIVE_INFINITY) > now) continue;
      const copy = draft.series(key);
      if (!copy?.windows) continue;
      const { windows } = copy;
      close(
        draft,
        metric,
        policy,
        copy,
        windows,
        windows.open.filter(({ start }) => start + policy.everyMs <= now).length
      );
    }
  }
}

/**
 * When the stream's oldest window closes though nothing more comes; `null` when there is none. Not before a window's
 * length without any: a history that is sent late must not be cut at every batch.
 */
export function windowClosesAt(state: MonitorState, series: SeriesState): number | null {
  const [oldest] = series.windows?.open ?? [];
  if (oldest === undefined || state.phase === 'stopped') return null;
  const policy = state.policy.metrics.find(({ name }) => name === series.metric)?.aggregate;
  if (!policy) return null;
  return Math.max(oldest.start, series.heardAt) + policy.everyMs + policy.allowedMs;
}

/**
 * After a new version or policy what is open belongs to what was; of these windows only the newest, which may be going
 * on, is opened anew. Before edition 3 all of them were.
 */
export function restartWindows({ windows }: SeriesState, policy: AggregatePolicy | undefined, edition: number): void {
  if (!windows || windows.open.length === 0) return;
  if (policy && edition >= 3)
    windows.closedUntil = Math.max(windows.closedUntil ?? 0, windowAt(windows.newest, policy));
  windows.open = [];
}

// --- internal ---

/** False when its window is over; before edition 3 one that had no observation yet never was. */
function join({ open, closedUntil, newest }: OpenWindows, policy: AggregatePolicy, raw: Raw, edition: number): boolean {
  const { at, x, rows } = raw;
  const start = windowAt(at, policy);
  if (closedUntil !== null && start < closedUntil) return false;
  if (edition >= 3 && start + policy.everyMs <= newest - policy.allowedMs) return false;
  const own = rows ?? { n: 1, squares: x * x, min: x, max: x };
  let place = open.length;
  while (place > 0 && open[place - 1]!.start > start) place -= 1;
  const known = open[place - 1];
  if (known?.start !== start) open.splice(place, 0, { start, lastAt: at, mean: x, rows: own });
  else {
    known.rows = joinRows(known.rows, own);
    known.mean += ((x - known.mean) * own.n) / known.rows.n;
    known.lastAt = Math.max(known.lastAt, at);
  }
  return true;
}

function close(
  draft: Draft,
  metric: MetricPolicy,
  { everyMs }: AggregatePolicy,
  series: SeriesState,
  windows: OpenWindows,
  count: number
): void {
  if (count === 0) return;
  const closed = windows.open.splice(0, count);
  windows.closedUntil = Math.max(windows.closedUntil ?? Number.MIN_SAFE_INTEGER, closed.at(-1)!.start + everyMs);
  takeEach(
    draft,
    metric,
    series,
    closed.map(({ lastAt, mean, rows }: OpenWindow) => ({
      at: lastAt,
      x: mean,
      rows,
      sampled: sampledOf(metric.name, mean, rows),
    }))
  );
  series.newest = closed.at(-1)!.rows;
}
