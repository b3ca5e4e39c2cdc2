import { advance, type Timed } from '../detection/track.ts';
import { isShareOfRows } from '../detection/even-out.ts';
import { placesOf } from '../state/series.ts';
import { replayLevel } from '../detection/level-change.ts';
import type { LateState, SeriesState } from '../state/state.ts';
import type { MetricPolicy } from '../state/policy.ts';

/** The oldest of the open window become part of what can no longer change. */
export function close(metric: MetricPolicy, series: SeriesState, late: LateState, count: number): void {
  if (count === 0) return;
  const places = placesOf(metric, series, late.base.slots);
  for (let i = 0; i < count; i++) advance(late.base, metric, places, timedAt(metric, late, i), replayLevel);
  late.times.splice(0, count);
  late.values.splice(0, count);
  late.rows?.splice(0, count);
  if (late.rows?.every((one) => one === null)) delete late.rows;
}

/** An observation of the open window, as it came. */
export function timedAt({ name }: MetricPolicy, { times, values, rows }: LateState, i: number): Timed {
  const known = rows?.[i];
  const timed = { at: times[i]!, x: values[i]! };
  if (!known) return timed;
  return { ...timed, sampled: { n: known[0], variance: known[1], isShare: isShareOfRows(name) } };
}

/** Adds an observation to the open window, at its end. */
export function keepOpen(late: LateState, { at, x, sampled }: Timed): void {
  late.times.push(at);
  late.values.push(x);
  if (sampled) late.rows ??= late.values.slice(1).map(() => null);
  late.rows?.push(sampled ? [sampled.n, sampled.variance] : null);
}
