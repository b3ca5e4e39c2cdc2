import { seriesKey } from '../state/series.ts';
import { areBeyondDoubt, timeDoubt } from '../../terms/event-time.ts';
import type { DecodedSeries } from '../wire/batch.ts';
import type { Draft } from '../state/draft.ts';

/** Observations with times that may be believed, and the first of them that was believed as it came. */
export interface Believed {
  incoming: DecodedSeries;
  /** `null` when none was. */
  first: number | null;
}

/**
 * A value counts whatever its time is. A time that cannot be right is replaced by the newest believed time of the
 * stream, or before there is one to the time of arrival: it makes nothing look old, and no training look ahead or back.
 */
export function believedTimes({ state, now }: Pick<Draft, 'state' | 'now'>, incoming: DecodedSeries): Believed {
  const [oldest, latest, start] = spanOf(incoming);
  if (!state.doubtsTimes || areBeyondDoubt(oldest, latest, now)) return { incoming, first: start };
  const known = state.series[seriesKey(incoming.metric, incoming.segment)];
  // What a wrong clock has set before it was doubted is no measure of others.
  const isDated = known !== undefined && !known.undated && timeDoubt(known.lastAt, now, known.lastAt) === undefined;
  let newest = isDated ? known.lastAt : state.newestEventAt;
  let first: number | null = null;
  let doubted = 0;
  const believed = timesOf(incoming).map((at) => {
    const doubt = timeDoubt(at, now, newest);
    if (doubt === undefined) {
      first ??= at;
      newest = Math.max(newest ?? at, at);
      return at;
    }
    doubted += 1;
    state.doubted = { metric: incoming.metric, at, doubt };
    return newest ?? now;
  });
  if (doubted === 0) return { incoming, first };
  state.counts.doubted += doubted;
  const [t0 = now] = believed;
  const dt = believed.map((at, i) => at - (believed[i - 1] ?? t0));
  return { incoming: { ...incoming, t0, dt }, first };
}

// --- internal ---

/** The oldest, the newest and the first time, without a list of all. */
function spanOf({ t0, dt, values }: DecodedSeries): [oldest: number, newest: number, first: number] {
  if (typeof dt === 'number') {
    const end = t0 + dt * (values.length - 1);
    return [Math.min(t0, end), Math.max(t0, end), t0];
  }
  let at = t0 + (dt[0] ?? 0);
  const first = at;
  let [oldest, newest] = [at, at];
  for (let i = 1; i < dt.length; i++) {
    at += dt[i] as number;
    if (at < oldest) oldest = at;
    if (at > newest) newest = at;
  }
  return [oldest, newest, first];
}

function timesOf({ t0, dt, values }: DecodedSeries): number[] {
  if (typeof dt === 'number') return values.map((_, i) => t0 + i * dt);
  let at = t0;
  return dt.map((step) => (at += step));
}
