import { wallClock } from '../../terms/wall-clock.ts';
import type { Exclusions, HoldPolicy, QuietHours } from '../state/policy.ts';

/** When the quiet span or freeze that covers `now` ends; `null` when none does. Adjoining spans are taken as one. */
export function quietUntil(holds: HoldPolicy, now: number): number | null {
  let until: number | null = null;
  // Each round moves past one span; spans that adjoin or overlap need as many rounds as there are spans.
  const spans = holds.freezes.length + holds.quietHours.length;
  for (let round = 0; round <= spans; round++) {
    const end = endOfSpan(holds, until ?? now);
    if (end === null) return until;
    until = end;
  }
  return until;
}

/** The freeze that covers that time. */
export function freezeAt({ freezes }: HoldPolicy, at: number): HoldPolicy['freezes'][number] | undefined {
  return freezes.find(({ from, to }) => from <= at && at < to);
}

/** Whether that time lies in the span. */
export function coversTime(quiet: QuietHours, at: number): boolean {
  const { minutes, day } = wallClock(quiet.timeZone, at);
  return covers(quiet, minutes, day);
}

/** Whether an observation of that event time is counted, but neither judged nor learned from. */
export function isExcluded({ spans, weekly }: Exclusions, at: number): boolean {
  return spans.some(({ from, to }) => from <= at && at < to) || weekly.some((quiet) => coversTime(quiet, at));
}

// --- internal ---

const minuteMs = 60_000;

function endOfSpan(holds: HoldPolicy, at: number): number | null {
  const ends = [
    ...holds.freezes.filter(({ from, to }) => from <= at && at < to).map(({ to }) => to),
    ...holds.quietHours.map((quiet) => endOfQuietHours(quiet, at)).filter((end) => end !== null),
  ];
  return ends.length === 0 ? null : Math.max(...ends);
}

/** Wall-clock minutes decide, so that 22:00 to 06:00 stays that on the days when clocks change. */
function endOfQuietHours(quiet: QuietHours, at: number): number | null {
  const { minutes, day } = wallClock(quiet.timeZone, at);
  if (!covers(quiet, minutes, day)) return null;
  // The end is at most a day (and an hour, when clocks change) away: walk there by the minute's edge.
  const remaining = (quiet.to - minutes + 1440) % 1440 || 1440;
  let end = Math.floor(at / minuteMs) * minuteMs + remaining * minuteMs;
  const landed = wallClock(quiet.timeZone, end).minutes;
  const miss = ((quiet.to - landed + 720 + 1440) % 1440) - 720;
  end += miss * minuteMs;
  // An end that the clocks skip is passed when they jump: walk back from behind the gap to its edge.
  if (end <= at) end += 60 * minuteMs;
  while (end - minuteMs > at && !coversTime(quiet, end - minuteMs)) end -= minuteMs;
  return end;
}

function covers(quiet: QuietHours, minutes: number, day: number): boolean {
  const onDay = (d: number): boolean => quiet.days.length === 0 || quiet.days.includes((d + 7) % 7);
  if (quiet.from < quiet.to) return onDay(day) && minutes >= quiet.from && minutes < quiet.to;
  return (onDay(day) && minutes >= quiet.from) || (onDay(day - 1) && minutes < quiet.to);
}
