import { localTime, wallClock } from '../../terms/wall-clock.ts';
import type { Exclusions, HoldPolicy, QuietHours } from '../state/policy.ts';

/** When the quiet span or freeze that covers `now` ends; `null` when none does. Adjoining spans are taken as one. */
export function quietUntil(holds: HoldPolicy, now: number): number | null {
  let until: number | null = null;
  // Each round moves past one span: a freeze once, quiet hours once a day. What is quiet all week has no end.
  const rounds = holds.freezes.length + 8 * holds.quietHours.length;
  for (let round = 0; round <= rounds; round++) {
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

/** Whether these spans leave no time of a week out, whatever the week; those of one time zone are taken together. */
export function coversWeek(spans: readonly QuietHours[]): boolean {
  const zones = new Set(spans.map(({ timeZone }) => timeZone));
  return [...zones].some((zone) => {
    const own = spans.filter(({ timeZone }) => timeZone === zone);
    // What is covered changes at these minutes alone.
    const edges = [0, ...own.flatMap(({ from, to }) => [from, to % 1440])];
    return [0, 1, 2, 3, 4, 5, 6].every((day) =>
      edges.every((minutes) => own.some((quiet) => covers(quiet, minutes, day)))
    );
  });
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
  const remaining = (quiet.to - minutes + 1440) % 1440 || 1440;
  const end = Math.floor(at / minuteMs) * minuteMs + remaining * minuteMs;
  const change = clockChange(quiet.timeZone, at, end);
  if (change === null) return end;
  // Until the change all is quiet; then the clocks show another time, from which the span goes on or has ended.
  return endOfQuietHours(quiet, change) ?? change;
}

/** The first minute in (from, to], a day at most, at which the clocks have changed since `from`; `null` without one. */
function clockChange(timeZone: string, from: number, to: number): number | null {
  const offset = localTime(timeZone, from) - from;
  const changedAt = (minute: number): boolean => localTime(timeZone, minute * minuteMs) - minute * minuteMs !== offset;
  let before = Math.floor(from / minuteMs);
  let after = Math.floor(to / minuteMs);
  if (!changedAt(after)) return null;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (changedAt(middle)) after = middle;
    else before = middle;
  }
  return after * minuteMs;
}

function covers(quiet: QuietHours, minutes: number, day: number): boolean {
  const onDay = (d: number): boolean => quiet.days.length === 0 || quiet.days.includes((d + 7) % 7);
  if (quiet.from < quiet.to) return onDay(day) && minutes >= quiet.from && minutes < quiet.to;
  return (onDay(day) && minutes >= quiet.from) || (onDay(day - 1) && minutes < quiet.to);
}
