import { forgetCooldown } from '../launch/cooldown.ts';
import { raise } from '../launch/raise.ts';
import { scheduleKey } from '../launch/schedule.ts';
import { together } from '../state/trigger.ts';
import type { Draft } from '../state/draft.ts';
import type { InFlight, Trigger } from '../state/state.ts';

/** A retrain has trained nothing: its request is wanted as before, and costs neither cool-down nor budget. */
export function wantAgain(draft: Draft, flight: InFlight): void {
  forgetCooldown(draft);
  draft.state.launches = draft.state.launches.slice(0, -1);
  for (const trigger of triggersOf(draft, flight)) raiseAgain(draft, trigger);
}

// --- internal ---

/** What others have asked for meanwhile waits, too: the next retrain is for all of them. */
function raiseAgain(draft: Draft, trigger: Trigger): void {
  const { triggers, edition } = draft.state;
  const waiting = triggers.find(({ key }) => key === trigger.key);
  // Runs of before forgot who had asked meanwhile, and go on.
  if (!waiting || edition === 0) return raise(draft, trigger);
  if (trigger.code === 'manual') return raise(draft, together(trigger, waiting));
  for (const reason of trigger.reasons) if (reason.type === 'scheduled') coalesce(draft, reason.scheduleId);
}

/** A later slot of the timetable waits by now, which stands for both. */
function coalesce({ state }: Draft, scheduleId: string): void {
  const schedule = state.schedules[scheduleId];
  if (!schedule) return;
  state.schedules = { ...state.schedules, [scheduleId]: { ...schedule, coalesced: schedule.coalesced + 1 } };
}

/** Drift asks again while it lasts; a person or a timetable does not. */
function triggersOf({ now }: Draft, { kind, reasons, withoutChampion, respectHolds, cancelled }: InFlight): Trigger[] {
  if (cancelled) return [];
  const common = { severity: kind, evidence: [], raisedAt: now, heldBy: [] };
  const without = { ...(withoutChampion ? { withoutChampion } : {}), ...(respectHolds ? { respectHolds } : {}) };
  const manual = reasons.filter(({ type }) => type === 'manual');
  const scheduled = reasons.flatMap((reason) => (reason.type === 'scheduled' ? [reason] : []));
  return [
    ...(manual.length > 0 ? [{ ...common, key: 'manual', code: 'manual' as const, reasons: manual, ...without }] : []),
    ...scheduled.map((reason) => ({
      ...common,
      key: scheduleKey({ id: reason.scheduleId }),
      code: 'schedule' as const,
      reasons: [reason],
    })),
  ];
}
