import { Cron } from 'croner';
import { raise } from './raise.ts';
import { maxTime, timeText } from '../../terms/time-text.ts';
import type { Draft } from '../state/draft.ts';
import type { SchedulePolicy } from '../state/policy.ts';
import type { ScheduleState } from '../state/state.ts';

/**
 * The first slot after `after`. Slots lie on the schedule's own grid, never on when the last run ended, so that they do
 * not drift; `undefined` when the schedule has no further slot, or none that a clock will reach. Total, whatever it is
 * given.
 */
export function nextSlot(schedule: SchedulePolicy, after: number, startedAt: number): number | undefined {
  if (schedule.everyMs === undefined) return nextCronSlot(cronOf(schedule), after);
  const anchor = schedule.anchor ?? startedAt;
  const passed = Math.floor((after - anchor) / schedule.everyMs);
  const next = anchor + Math.max(passed + 1, schedule.anchor === undefined ? 1 : 0) * schedule.everyMs;
  // From an anchor beyond all dates the slots are further apart than doubles tell: one that is not later would ring for
  // ever.
  return next > after && next <= maxTime ? next : undefined;
}

/** A fault in the cron expression or the time zone, as a sentence. */
export function checkCron(expression: string, timeZone: string): string | undefined {
  try {
    const next = new Cron(expression, { timezone: timeZone, mode: '5-part' }).nextRun(new Date(0));
    return next ? undefined : `Expected \`${expression}\` to have a next run, it has none`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Starting state of the policy's schedules; ones that were there before keep their place. */
export function openSchedules(
  schedules: readonly SchedulePolicy[],
  before: Record<string, ScheduleState>,
  now: number,
  startedAt: number
): Record<string, ScheduleState> {
  const opened: Record<string, ScheduleState> = {};
  for (const schedule of schedules) {
    const nextAt = nextSlot(schedule, now, startedAt);
    const known = before[schedule.id];
    if (nextAt !== undefined) opened[schedule.id] = { due: 0, coalesced: 0, ...known, nextAt };
  }
  return opened;
}

/**
 * Raises a trigger for every schedule with a slot that has come due; slots missed meanwhile are one trigger, counted.
 */
export function runSchedules(draft: Draft): void {
  const { state, now } = draft;
  for (const schedule of state.policy.schedules) {
    const before = state.schedules[schedule.id];
    if (!before || before.nextAt > now) continue;
    const waiting = state.triggers.some(({ key }) => key === scheduleKey(schedule));
    const slots = dueSlots(schedule, before.nextAt, now, state.startedAt);
    const { [schedule.id]: _, ...others } = state.schedules;
    const due = before.due + slots.count;
    const coalesced = before.coalesced + slots.count - (waiting ? 0 : 1);
    // A schedule without a further slot is closed.
    state.schedules =
      slots.nextAt === undefined ? others : { ...others, [schedule.id]: { nextAt: slots.nextAt, due, coalesced } };
    raise(draft, {
      key: scheduleKey(schedule),
      code: 'schedule',
      severity: schedule.severity,
      reasons: [
        {
          type: 'scheduled',
          at: slots.last,
          scheduleId: schedule.id,
          text: `scheduled at ${timeText(slots.last)} by ${schedule.id}`,
        },
      ],
      evidence: [],
      raisedAt: now,
      heldBy: [],
    });
  }
}

export function scheduleKey(schedule: Pick<SchedulePolicy, 'id'>): string {
  return `schedule:${schedule.id}`;
}

// --- internal ---

/** Cron slots counted one by one, about 0.3 ms each; who slept through more only needs to know that they were many. */
const maxCounted = 500;

interface DueSlots {
  count: number;
  /** The newest slot that has come due. */
  last: number;
  nextAt: number | undefined;
}

function dueSlots(schedule: SchedulePolicy, first: number, now: number, startedAt: number): DueSlots {
  if (schedule.everyMs === undefined) return dueCronSlots(cronOf(schedule), first, now);
  const more = Math.floor((now - first) / schedule.everyMs);
  return { count: more + 1, last: first + more * schedule.everyMs, nextAt: nextSlot(schedule, now, startedAt) };
}

function dueCronSlots(cron: Cron | undefined, first: number, now: number): DueSlots {
  let count = 0;
  let last = first;
  let next: number | undefined = first;
  while (next !== undefined && next <= now && count < maxCounted) {
    count += 1;
    last = next;
    next = nextCronSlot(cron, next);
  }
  return { count, last, nextAt: next !== undefined && next <= now ? nextCronSlot(cron, now) : next };
}

/** `undefined` for an expression that was never checked: it has no slots. */
function cronOf(schedule: SchedulePolicy): Cron | undefined {
  try {
    return new Cron(schedule.cron ?? '', { timezone: schedule.timeZone ?? 'UTC', mode: '5-part' });
  } catch {
    return undefined;
  }
}

/** Cron counts whole seconds: a slot in the second of `after` is not a later one. */
function nextCronSlot(cron: Cron | undefined, after: number): number | undefined {
  try {
    const next = cron?.nextRun(new Date(after))?.getTime();
    return next === undefined || next > after ? next : undefined;
  } catch {
    // A time zone that was never checked, or a date that there is none of.
    return undefined;
  }
}
