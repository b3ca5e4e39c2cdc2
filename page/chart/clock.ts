import { moment } from '../parts/words.ts';
import type { Played } from '../api/types.ts';
import type { Range } from '../timeline/range.ts';

/**
 * Whether something that the monitor did stands elsewhere in a chart, whose time is that of the values, than by the
 * monitor's own clock, and so far that one sees it: values that came late, a past that was sent later, another clock.
 */
export function clocksDiffer({ champions, spans, marks }: Played, { from, to }: Range): boolean {
  const seenMs = Math.max(noticedMs, (to - from) / 200);
  return (
    marks.some(({ at, eventAt }) => isApart(at, eventAt, seenMs)) ||
    [...champions, ...spans].some(
      (one) => isApart(one.from, one.eventFrom, seenMs) || isApart(one.until, one.eventUntil, seenMs)
    )
  );
}

/** A time of the monitor's clock in words, which say so where it is not that of the place in the chart. */
export function clockMoment(at: number, eventAt: number): string {
  return isApart(at, eventAt) ? `${moment(at)} by the monitor’s clock` : moment(at);
}

/** Whether a time of the monitor's clock reads otherwise than that of its place in the chart. */
export function isApart(at: number | null, eventAt: number | null, leastMs = noticedMs): boolean {
  return at !== null && eventAt !== null && Math.abs(at - eventAt) > leastMs;
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

/** Minutes are what times are told in. */
const noticedMs = 60_000;
