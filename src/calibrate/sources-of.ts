import { ConfigurationError } from '../errors.ts';
import { resamplerOf, type Resampler } from './resampler.ts';
import type { History } from '../backtest/history.ts';
import type { Policy } from '../core/policy.ts';

/** A span of event time, both ends included. */
export interface Range {
  from: number;
  to: number;
}

/** Fewer values say too little of what is rare. */
const minValues = 200;
/** Streams of segments that are resampled at most, the longest first. */
const maxSources = 12;

/**
 * What each stream of a history looks like while nothing drifts: one resampler a metric and segment.
 *
 * @param drifts spans that are left out
 * @throws ConfigurationError when a metric of the policy cannot be calibrated on the history, with the reason
 */
export function sourcesOf(history: History, policy: Policy, drifts: readonly Range[]): Resampler[] {
  const watched = new Set(policy.metrics.filter(({ detectors }) => detectors.length > 0).map(({ name }) => name));
  const lanes = lanesOf(history, drifts).filter(({ metric }) => watched.has(metric));
  const longest = lanes.toSorted((a, b) => b.values.length - a.values.length).slice(0, maxSources);
  const usable = longest.filter(({ values }) => values.length >= minValues);
  for (const metric of new Set(lanes.map((lane) => lane.metric))) check(metric, lanes, usable);
  if (usable.length === 0) throw tooShort([...watched].join(', '), 0);
  return usable.map(({ metric, segment, times, values }) =>
    resamplerOf({ metric, segment }, Float64Array.from(times), Float64Array.from(values))
  );
}

// --- internal ---

interface Lane {
  metric: string;
  segment: string;
  times: number[];
  values: number[];
}

function lanesOf({ streams, stream, at, value, size }: History, drifts: readonly Range[]): Lane[] {
  const lanes = new Map<number, Lane>();
  for (let i = 0; i < size; i++) {
    const time = at[i]!;
    if (!(Math.abs(value[i]!) <= 1e100) || drifts.some(({ from, to }) => time >= from && time <= to)) continue;
    const { lane, metric, segment } = streams[stream[i]!]!;
    let found = lanes.get(lane);
    if (!found) lanes.set(lane, (found = { metric, segment, times: [], values: [] }));
    found.times.push(time);
    found.values.push(value[i]!);
  }
  return [...lanes.values()];
}

function check(metric: string, lanes: readonly Lane[], usable: readonly Lane[]): void {
  const own = lanes.filter((lane) => lane.metric === metric);
  const chosen = usable.filter((lane) => lane.metric === metric);
  if (chosen.length === 0) throw tooShort(metric, Math.max(...own.map(({ values }) => values.length)));
  const constant = chosen.find(({ values }) => values.every((x) => x === values[0]));
  const still = chosen.find(({ times }) => times.every((at) => at === times[0]));
  if (still)
    throw new ConfigurationError(
      `Expected the times of \`${metric}\` to advance, got ${still.times.length} values of one time; a budget is so many retrains in a time`
    );
  if (constant)
    throw new ConfigurationError(
      `Expected \`${metric}\`${constant.segment ? ` in segment ${constant.segment}` : ''} to vary, got the same value ${constant.values.length} times; there is no noise to choose a limit by, set one by hand`
    );
}

function tooShort(metric: string, count: number): ConfigurationError {
  return new ConfigurationError(
    `Expected at least ${minValues} values of \`${metric}\` without drift to calibrate on, got ${count}; take a longer history`
  );
}
