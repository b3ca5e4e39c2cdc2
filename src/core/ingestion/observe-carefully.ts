import { aggregate, type Raw } from './aggregate.ts';
import { sampledOf } from '../detection/even-out.ts';
import { takeEach } from '../detection/take-each.ts';
import { heardAgain } from './silence.ts';
import { isExcluded } from '../launch/quiet-hours.ts';
import { isMeasurement, type DecodedSeries } from '../wire/batch.ts';
import { observeLate } from './late-labels.ts';
import type { Draft } from '../state/draft.ts';
import type { MetricPolicy } from '../state/policy.ts';
import type { SeriesState } from '../state/state.ts';
import type { Timed } from '../detection/track.ts';

/**
 * The slower way in, for metrics with exclusions, a season, late labels or windows, and values with rows: each
 * observation is looked at on its own.
 */
export function observeCarefully(
  draft: Draft,
  metric: MetricPolicy,
  series: SeriesState,
  incoming: DecodedSeries
): void {
  const { counts } = draft.state;
  const measured = measurementsOf(
    incoming,
    metric.lateness || metric.aggregate ? draft.now + maxAheadMs : Number.POSITIVE_INFINITY
  );
  counts.invalid += incoming.values.length - measured.length;
  if (measured.length === 0) return;
  series.heardAt = draft.now;
  if (series.silent) heardAgain(draft, series);
  const { exclude } = metric;
  const kept = exclude ? measured.filter(({ at }) => !isExcluded(exclude, at)) : measured;
  counts.excluded += measured.length - kept.length;
  if (metric.aggregate) {
    counts.observations += aggregate(draft, metric, metric.aggregate, series, kept);
    return;
  }
  // Runs of before show the rows that came last, whatever value they are of.
  const newest = draft.state.edition > 2 ? undefined : kept.findLast(({ rows }) => rows)?.rows;
  if (newest) series.newest = newest;
  const timed = incoming.rows
    ? kept.map(({ at, x, rows }) => (rows ? { at, x, rows, sampled: sampledOf(metric.name, x, rows) } : { at, x }))
    : kept;
  const taken = metric.lateness
    ? observeLate(draft, metric, metric.lateness, series, timed)
    : inArrival(draft, metric, series, timed);
  counts.observations += taken;
  if (taken > 0 && !series.undated) draft.sawEvent(series.lastAt);
}

// --- internal ---

/**
 * How far ahead of the clock an event may stand where values are put in their order. One dated a year ahead would
 * otherwise come last for a year, and everything after it would be judged as older than it.
 */
const maxAheadMs = 3_600_000;

function measurementsOf({ t0, dt, values, rows }: DecodedSeries, newest: number): Raw[] {
  const measured: Raw[] = [];
  let at = t0 - (typeof dt === 'number' ? dt : 0);
  values.forEach((x, i) => {
    at += typeof dt === 'number' ? dt : (dt[i] as number);
    // `+ 0` because JSON knows no minus zero.
    if (isMeasurement(x)) measured.push({ at: Math.min(at, newest), x: x + 0, rows: rows?.[i] ?? null });
  });
  return measured;
}

function inArrival(draft: Draft, metric: MetricPolicy, series: SeriesState, kept: readonly Timed[]): number {
  let newest = series.lastAt;
  for (const { at } of kept) {
    if (at < newest) draft.state.counts.outOfOrder += 1;
    newest = Math.max(newest, at);
  }
  takeEach(draft, metric, series, kept);
  return kept.length;
}
