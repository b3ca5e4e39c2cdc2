import type { PlayedSeries } from '../api/types.ts';

/**
 * From the monitor's clock to its place in a chart over event time. The two are the same while values come as they are
 * measured; where a past is sent later, what the monitor did stands beside the values that it had just heard.
 */
export function placeOnChart(series: readonly PlayedSeries[]): (clock: number) => number {
  const longest = series.reduce<PlayedSeries | undefined>(
    (best, one) => (one.at.length > (best?.at.length ?? 0) ? one : best),
    undefined
  );
  if (!longest) return (clock) => clock;
  const { at, heard } = longest;
  const last = at.length - 1;
  const isLive =
    Math.abs((heard[last] ?? 0) - (at[last] ?? 0)) < dayMs && Math.abs((heard[0] ?? 0) - (at[0] ?? 0)) < dayMs;
  if (isLive) return (clock) => clock;
  return (clock) => {
    const i = lastAtMost(heard, clock);
    return i < 0 ? (at[0] ?? clock) : (at[i] ?? clock);
  };
}

/** The last place of a sorted list whose number is at most this; -1: none. */
export function lastAtMost(sorted: readonly number[], most: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) <= most) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

// --- internal ---

const dayMs = 86_400_000;
