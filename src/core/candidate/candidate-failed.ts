import { backOff, shrinkCooldown } from '../launch/cooldown.ts';
import { numbered } from '../../terms/numbered.ts';
import type { Draft } from '../state/draft.ts';

/** A candidate that did not make it: the next one is full, and after several a person has to look. */
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
  // Runs of before go on in their words.
  const text =
    state.edition > 2
      ? `circuit breaker opened after ${numbered(failures, 'failed candidate')}: drift and schedules launch no retrain until a person closes it`
      : `circuit breaker opened after ${failures} candidates that came to nothing: drift and timetables launch no retrain until a person releases it`;
  // Runs of before have told it to people alone.
  if (state.edition > 2) draft.breakerOpened = text;
  draft.notify({
    event: 'breaker-opened',
    severity: 'full',
    text,
    holds: [{ by: 'circuit-breaker', until: null }],
  });
}

/** Keeps in the ledger that the breaker has opened, once what opened it stands there. */
export function noteBreaker(draft: Draft): void {
  const { breakerOpened } = draft;
  draft.breakerOpened = undefined;
  if (breakerOpened !== undefined) draft.note('none', ['breaker-opened'], null, breakerOpened);
}

/** A version has made it. A breaker that is open stays so: only a person closes it. */
export function endIncident(draft: Draft): void {
  const { state } = draft;
  state.incident = { failures: 0, escalated: false, breakerOpenedAt: state.incident.breakerOpenedAt };
  shrinkCooldown(draft);
}
