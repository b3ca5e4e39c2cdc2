import { coversWeek } from '../core/launch/quiet-hours.ts';
import { formatDuration, timeText } from '../terms/time-text.ts';
import { nextSlot } from '../core/launch/schedule.ts';
import type { Policy } from '../core/state/policy.ts';

/**
 * Warns of times that leave out every one, or years to come: metrics that are not judged, and retrains that are not
 * launched.
 */
export function timeAdvice(
  { metrics, holds, schedules }: Pick<Policy, 'metrics' | 'holds' | 'schedules'>,
  now: number
): string[] {
  return [
    ...excludedAlways(metrics),
    ...excludedLong(metrics, now),
    ...quietAlways(holds),
    ...frozenLong(holds, now),
    ...frozenBefore(holds, now),
    ...schedules.flatMap((schedule) => mostlyHeld(schedule, holds, now)),
  ];
}

// --- internal ---

function excludedAlways(metrics: Policy['metrics']): string[] {
  const names = metrics.flatMap(({ name, exclude }) => (exclude && coversWeek(exclude.weekly) ? [name] : []));
  if (names.length === 0) return [];
  return [
    `\`exclude.weekly\` of ${shown(names)} leaves out the whole week: no value is ever judged, and no detector fires; leave out less of it`,
  ];
}

/** Spans that are given for the whole file are those of each metric: one line tells them. */
function excludedLong(metrics: Policy['metrics'], now: number): string[] {
  const found = new Map<string, string[]>();
  for (const { name, exclude } of metrics) {
    const long = longSpan(exclude?.spans ?? [], now);
    if (!long) continue;
    const span = spanText(long);
    found.set(span, [...(found.get(span) ?? []), name]);
  }
  return [...found].map(
    ([span, names]) =>
      `\`exclude.spans\` of ${shown(names)} leave out ${span}: until then no value is judged, and no detector fires; correct \`to\``
  );
}

function quietAlways({ quietHours }: Policy['holds']): string[] {
  if (!coversWeek(quietHours)) return [];
  return [
    '`quietHours` are the whole week: only a retrain that a person asks for is ever launched; leave some time out of them',
  ];
}

function frozenLong({ freezes }: Policy['holds'], now: number): string[] {
  const long = longSpan(freezes, now);
  if (!long) return [];
  return [
    `\`freezes\` last from ${spanText(long)}: until then only a retrain that a person asks for is launched; correct \`to\``,
  ];
}

/** It may have been meant for the next year, and one that was right once does no harm. */
function frozenBefore({ freezes }: Policy['holds'], now: number): string[] {
  const over = freezes.filter(({ to }) => to <= now);
  const [first] = over;
  if (!first) return [];
  const span = `the freeze from ${spanText(first)}`;
  const what =
    over.length === 1 ? `${span} is over and holds` : `${span} and ${over.length - 1} more are over and hold`;
  return [`${what} nothing; correct the year, or take out what has passed`];
}

/** A retrain starts at a slot, and what comes due in its cool-down waits: half of all slots and more are not meant. */
function mostlyHeld(schedule: Policy['schedules'][number], { cooldownMs }: Policy['holds'], now: number): string[] {
  if (cooldownMs === 0) return [];
  let held = 0;
  let launchedAt = -Infinity;
  let slot = nextSlot(schedule, now, now);
  for (let seen = 0; seen < slotsAhead; seen++) {
    if (slot === undefined) return [];
    if (slot - launchedAt < cooldownMs) held += 1;
    else launchedAt = slot;
    slot = nextSlot(schedule, slot, now);
  }
  if (2 * held < slotsAhead) return [];
  return [
    `Of the next ${slotsAhead} slots of the schedule \`${schedule.id}\` ${held} fall into a \`cooldown\` of ${formatDuration(cooldownMs)}: what is held in it is one retrain when it ends; name fewer slots, or a shorter \`cooldown\``,
  ];
}

/** Enough to tell, and quick: a slot of a cron takes a third of a millisecond. */
const slotsAhead = 20;

interface Span {
  from: number;
  to: number;
}

/** More than a year of what is still to come, by one span or by several that adjoin. */
function longSpan(spans: readonly Span[], now: number): Span | undefined {
  const joined: Span[] = [];
  for (const { from, to } of spans.toSorted((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else joined.push({ from, to });
  }
  return joined.find(({ from, to }) => to - Math.max(from, now) > longestMs);
}

/** Holidays, outages and migrations are shorter; what is longer is a year that was mistyped. */
const longestMs = 366 * 86_400_000;

function spanText({ from, to }: Span): string {
  return `${timeText(from)} to ${timeText(to)}`;
}

function shown(names: readonly string[]): string {
  const quoted = names.slice(0, most).map((name) => `\`${name}\``);
  return `${quoted.join(', ')}${names.length > most ? ` and ${names.length - most} more` : ''}`;
}

const most = 10;
