import { Cron } from 'croner';
import { raise } from './raise.ts';
import type { Draft } from './draft.ts';
import type { SchedulePolicy } from './policy.ts';
import type { ScheduleState } from './state.ts';

/**
 * The first slot after `after`. Slots lie on the schedule's own grid, never on when the last run ended, so that they do
 * not drift; `undefined` when the schedule has no further slot.
 */
export function nextSlot(schedule: SchedulePolicy, after: number, startedAt: number): number | undefined {
  if (schedule.everyMs !== undefined) {
    const anchor = schedule.anchor ?? startedAt;
    const passed = Math.floor((after - anchor) / schedule.everyMs);
    return anchor + Math.max(passed + 1, schedule.anchor === undefined ? 1 : 0) * schedule.everyMs;
  }
  const cron = new Cron(schedule.cron ?? '', { timezone: schedule.timeZone ?? 'UTC' });
  return cron.nextRun(new Date(after))?.getTime();
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

/** Raises a trigger for every schedule with a slot that has come due; slots missed meanwhile are one trigger, counted. */
export function runSchedules(draft: Draft): void {
  const { state, now } = draft;
  for (const schedule of state.policy.schedules) {
    const before = state.schedules[schedule.id];
    if (!before || before.nextAt > now) continue;
    const waiting = state.triggers.some(({ key }) => key === scheduleKey(schedule));
    const slots = dueSlots(schedule, before.nextAt, now, state.startedAt);
    state.schedules = {
      ...state.schedules,
      [schedule.id]: {
        nextAt: slots.nextAt,
        due: before.due + slots.count,
        coalesced: before.coalesced + slots.count - (waiting ? 0 : 1),
      },
    };
    raise(draft, {
      key: scheduleKey(schedule),
      code: 'schedule',
      severity: schedule.severity,
      reasons: [
        {
          type: 'scheduled',
          at: slots.last,
          scheduleId: schedule.id,
          text: `scheduled at ${new Date(slots.last).toISOString()} by ${schedule.id}`,
        },
      ],
      evidence: [],
      raisedAt: now,
      heldBy: [],
    });
  }
}

export function scheduleKey(schedule: SchedulePolicy): string {
  return `schedule:${schedule.id}`;
}

// --- internal ---

/** Slots counted one by one at most; a monitor that slept through more only needs to know that they were many. */
const maxCounted = 10_000;

function dueSlots(
  schedule: SchedulePolicy,
  first: number,
  now: number,
  startedAt: number
): { count: number; last: number; nextAt: number } {
  let count = 0;
  let last = first;
  let next: number | undefined = first;
  while (next !== undefined && next <= now && count < maxCounted) {
    count += 1;
    last = next;
    next = nextSlot(schedule, next, startedAt);
  }
  if (next !== undefined && next <= now) next = nextSlot(schedule, now, startedAt);
  return { count, last, nextAt: next ?? Number.MAX_SAFE_INTEGER };
}
