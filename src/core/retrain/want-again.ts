import { forgetCooldown } from '../launch/cooldown.ts';
import { raise } from '../launch/raise.ts';
import { scheduleKey } from '../launch/schedule.ts';
import type { Draft } from '../state/draft.ts';
import type { InFlight, Trigger } from '../state/state.ts';

/** A retrain has trained nothing: its request is wanted as before, and costs neither cool-down nor budget. */
export function wantAgain(draft: Draft, flight: InFlight): void {
  forgetCooldown(draft);
  draft.state.launches = draft.state.launches.slice(0, -1);
  for (const trigger of triggersOf(draft, flight)) raise(draft, trigger);
}

// --- internal ---

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
