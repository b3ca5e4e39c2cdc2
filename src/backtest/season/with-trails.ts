import { addToTrail, newTrail, type Trail } from '../../core/state-parts/trail.ts';
import { isMeasurement } from '../../core/wire/batch.ts';
import type { History } from '../history.ts';
import type { MonitorState } from '../../core/state/state.ts';

/**
 * A state with the trails of what its series have taken: a simulation goes without, and at its end they show how values
 * follow each other where the stream was there.
 */
export function withTrails(state: MonitorState, { streams, stream, at, value, size }: History): MonitorState {
  const trails = new Map<number, Trail>();
  for (let i = 0; i < size; i++) {
    if (!isMeasurement(value[i]!)) continue;
    const { series } = streams[stream[i]!]!;
    let trail = trails.get(series);
    if (!trail) trails.set(series, (trail = newTrail(at[i]!)));
    addToTrail(trail, at[i]!, value[i]!, 0);
  }
  const series = Object.entries(state.series).map(([key, one]) => {
    const own = streams.find(({ metric, segment }) => metric === one.metric && segment === one.segment);
    const trail = one.windows || !own ? undefined : trails.get(own.series);
    return [key, trail ? { ...one, trail } : one] as const;
  });
  return { ...state, series: Object.fromEntries(series) };
}
