import { ConfigurationError } from '../terms/errors.ts';
import { formatDuration } from '../terms/time-text.ts';
import { findShifts, type Shift } from './noise/find-shifts.ts';
import { resamplerOf, type Resampler } from './noise/resampler.ts';
import { isAlike, rowsBehind, type RowsBehind } from './noise/rows-behind.ts';
import { joinRows, varianceOfRows, type Rows } from '../terms/rows.ts';
import { windowAt } from '../core/ingestion/aggregate.ts';
import { rowsAt, type History } from '../backtest/history.ts';
import type { MetricPolicy, Policy } from '../core/state/policy.ts';

/** A span of event time, both ends included. */
export interface Range {
  from: number;
  to: number;
}

/** Fewer values say too little of what is rare. */
const minValues = 200;
/** What a history is to be calibrated on, and what it does not say. */
export interface Sources {
  sources: Resampler[];
  /** Metrics with detectors that have no values outside the drifts. */
  missing: string[];
  /** Streams with too few values to draw again: their retrains are not in the budget. */
  leftOut: { metric: string; streams: number; of: number }[];
  /** Spans that look like drifts that nobody named: taken for noise, they make limits too lenient. */
  suspected: ({ metric: string; segment: string } & Shift)[];
}

/**
 * What each stream of a history looks like while nothing drifts: one resampler for every metric and segment that a
 * monitor would watch. A metric with `aggregate` is judged by its windows, so that these are its values.
 *
 * @param drifts spans that are left out
 * @throws ConfigurationError when a metric of the policy cannot be calibrated on the history, with the reason
 */
export function sourcesOf(history: History, policy: Policy, drifts: readonly Range[]): Sources {
  const watched = policy.metrics.filter(({ detectors }) => detectors.length > 0);
  const series = watched.flatMap((metric) => admitted(seriesOf(history, metric, drifts), metric.maxSegments));
  const usable = series.filter(({ values }) => values.length >= minValues).map(ofAlikeRows);
  for (const metric of new Set(series.map((one) => one.metric))) check(metric, series, usable);
  if (usable.length === 0) throw tooShort(watched.map(({ name }) => `\`${name}\``).join(', '), 0);
  const countOf = (name: string, among: readonly Series[]): number =>
    among.filter(({ metric }) => metric === name).length;
  const sources = usable.map(({ metric, segment, rows, times, values }) =>
    resamplerOf({ metric, segment, ...(rows && { rows }) }, Float64Array.from(times), Float64Array.from(values))
  );
  return {
    sources,
    suspected: usable.flatMap(({ metric, segment, times, values }, i) =>
      findShifts(Float64Array.from(times), Float64Array.from(values), sources[i]!.stepMs).map((shift) => ({
        metric,
        segment,
        ...shift,
      }))
    ),
    missing: watched.map(({ name }) => name).filter((name) => countOf(name, series) === 0),
    leftOut: watched
      .map(({ name }) => ({
        metric: name,
        streams: countOf(name, series) - countOf(name, usable),
        of: countOf(name, series),
      }))
      .filter(({ streams }) => streams > 0),
  };
}

// --- internal ---

interface Series {
  metric: string;
  segment: string;
  /** Length of the windows that its values are means over. */
  everyMs?: number;
  times: number[];
  values: number[];
  /** Rows behind each value, `NaN` where it does not say them, and the variance of one of them. */
  ns: number[];
  variances: (number | null)[];
}

function seriesOf(history: History, metric: MetricPolicy, drifts: readonly Range[]): Series[] {
  return metric.aggregate
    ? windowsOf(history, metric.name, metric.aggregate.everyMs, drifts)
    : valuesOf(history, metric.name, drifts);
}

function valuesOf(history: History, metric: string, drifts: readonly Range[]): Series[] {
  const { streams, stream, at, value, size } = history;
  const all = new Map<number, Series>();
  for (let i = 0; i < size; i++) {
    const time = at[i]!;
    const { series, segment, metric: name } = streams[stream[i]!]!;
    if (name !== metric) continue;
    if (!(Math.abs(value[i]!) <= 1e100) || drifts.some(({ from, to }) => time >= from && time <= to)) continue;
    let found = all.get(series);
    if (!found) all.set(series, (found = { metric, segment, times: [], values: [], ns: [], variances: [] }));
    found.times.push(time);
    found.values.push(value[i]!);
    const rows = rowsAt(history, i);
    found.ns.push(rows?.n ?? Number.NaN);
    found.variances.push(rows ? varianceOfRows(value[i]!, rows) : null);
  }
  return [...all.values()].map(inOrder);
}

/** Windows in the order of time, of all of their rows, late or not; one that a drift reaches into is left out. */
function windowsOf(history: History, metric: string, everyMs: number, drifts: readonly Range[]): Series[] {
  const { streams, stream, at, value, size } = history;
  const all = new Map<number, { segment: string; windows: Map<number, { mean: number; rows: Rows }> }>();
  for (let i = 0; i < size; i++) {
    const { series, segment, metric: name } = streams[stream[i]!]!;
    const x = value[i]!;
    if (name !== metric || !(Math.abs(x) <= 1e100)) continue;
    let found = all.get(series);
    if (!found) all.set(series, (found = { segment, windows: new Map() }));
    const own = rowsAt(history, i) ?? { n: 1, squares: x * x };
    const start = windowAt(at[i]!, { everyMs });
    const known = found.windows.get(start);
    if (!known) found.windows.set(start, { mean: x, rows: own });
    else {
      known.rows = joinRows(known.rows, own);
      known.mean += ((x - known.mean) * own.n) / known.rows.n;
    }
  }
  return [...all.values()].map(({ segment, windows }) => {
    const calm = [...windows]
      .filter(([start]) => !drifts.some(({ from, to }) => start <= to && start + everyMs > from))
      .toSorted(([a], [b]) => a - b);
    return {
      metric,
      segment,
      everyMs,
      times: calm.map(([start]) => start),
      values: calm.map(([, { mean }]) => mean),
      ns: calm.map(([, { rows }]) => rows.n),
      variances: calm.map(([, { mean, rows }]) => varianceOfRows(mean, rows)),
    };
  });
}

/** Late rows, and files with the newest first, take their place in time. */
function inOrder(series: Series): Series {
  const { times } = series;
  if (times.every((at, i) => i === 0 || at >= times[i - 1]!)) return series;
  return picked(
    series,
    times.map((_, i) => i).toSorted((a, b) => times[a]! - times[b]! || a - b)
  );
}

function picked(series: Series, places: readonly number[]): Series {
  const { times, values, ns, variances } = series;
  const of = <T>(column: readonly T[]): T[] => places.map((i) => column[i]!);
  return { ...series, times: of(times), values: of(values), ns: of(ns), variances: of(variances) };
}

/** @throws ConfigurationError where they are not, but for a few */
function ofAlikeRows(series: Series): Series & { rows?: RowsBehind } {
  const { metric, segment, ns, variances, everyMs } = series;
  const rows = rowsBehind(ns, variances, streamName(metric, segment), everyMs);
  if (!rows) return series;
  const places = ns.map((_, i) => i).filter((i) => isAlike(ns[i]!, rows.n));
  return { ...picked(series, places), rows };
}

/** A monitor takes segments until its cap is reached, in the order in which they come. */
function admitted(series: readonly Series[], maxSegments: number): Series[] {
  const segments = series.filter(({ segment }) => segment !== '').slice(0, maxSegments);
  return series.filter((one) => one.segment === '' || segments.includes(one));
}

function check(metric: string, series: readonly Series[], usable: readonly Series[]): void {
  const own = series.filter((one) => one.metric === metric);
  const chosen = usable.filter((one) => one.metric === metric);
  if (chosen.length === 0)
    throw tooShort(`\`${metric}\``, Math.max(...own.map(({ values }) => values.length)), own[0]?.everyMs);
  const constant = chosen.find(({ values }) => values.every((x) => x === values[0]));
  const still = chosen.find(({ times }) => times.every((at) => at === times[0]));
  if (still)
    throw new ConfigurationError(
      `Expected the times of \`${metric}\` to advance, got ${still.times.length} values of one time; a budget is so many retrains in a time`
    );
  if (constant)
    throw new ConfigurationError(
      `Expected ${streamName(metric, constant.segment)} to vary, got the same value ${constant.values.length} times; there is no noise to choose a limit by, set one by hand`
    );
}

function streamName(metric: string, segment: string): string {
  return `\`${metric}\`${segment ? ` in segment ${segment}` : ''}`;
}

function tooShort(metric: string, count: number, everyMs?: number): ConfigurationError {
  const values = everyMs === undefined ? 'values' : `windows of ${formatDuration(everyMs)}`;
  return new ConfigurationError(
    `Expected at least ${minValues} ${values} of ${metric} without drift to calibrate on, got ${count}; take a longer history`
  );
}
