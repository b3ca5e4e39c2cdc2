import { backOff, shrinkCooldown } from '../launch/cooldown.ts';
import type { Draft } from '../state/draft.ts';

/** A candidate that did not make it: the next one is a rebuild, and after several a person has to look. */
export function candidateFailed(draft: Draft, { escalates = true }: { escalates?: boolean } = {}): void {
  const { state, now } = draft;
  const failures = state.incident.failures + 1;
  const opens = failures >= state.policy.holds.breakerAfter && state.incident.breakerOpenedAt === null;
  state.incident = {
    failures,
    escalated: state.incident.escalated || escalates,
    breakerOpenedAt: opens ? now : state.incident.breakerOpenedAt,
  };
  backOff(draft);
  if (!opens) return;
  draft.notify({
    event: 'breaker-opened',
    severity: 'full',
    text: `circuit breaker opened after ${failures} candidates that came to nothing: drift and timetables launch no retrain until a person releases it`,
    holds: [{ by: 'circuit-breaker', until: null }],
  });
}

/** A version has made it. A breaker that is open stays so: only a person closes it. */
export function endIncident(draft: Draft): void {
  const { state } = draft;
  state.incident = { failures: 0, escalated: false, breakerOpenedAt: state.incident.breakerOpenedAt };
  shrinkCooldown(draft);
}
