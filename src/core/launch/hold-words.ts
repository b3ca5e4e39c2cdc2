import { maxTime, timeText } from '../../terms/time-text.ts';
import type { Hold, HoldReason } from '../state/decision.ts';

/** A hold in words, and until when: `the cool-down until 2026-03-02 13:00:00Z`. */
export function describeHold({ by, until, note }: Hold): string {
  const more = by === 'cooldown' ? `, ${note},` : ` “${note}”`;
  const what = (holdWords[by] ?? by) + (note === undefined ? '' : more);
  if (until === null) return what;
  return until > maxTime ? `${what} for good` : `${what} until ${timeText(until)}`;
}

/** What a hold is called where no time follows it. */
export function holdText(by: HoldReason): string {
  return holdWords[by] ?? by;
}

// --- internal ---

const holdWords: Readonly<Record<HoldReason, string>> = {
  starting: 'the start: the registry has not said yet which version serves',
  cooldown: 'the cool-down',
  'in-flight': 'the retrain under way',
  paused: 'the pause',
  'quiet-hours': 'quiet hours',
  freeze: 'the freeze',
  budget: 'the budget of retrains',
  probation: 'the probation of the champion',
  shadow: 'the shadow trial of the challenger',
  'kill-switch': 'the kill switch',
  'circuit-breaker': 'the open circuit breaker',
  approval: 'the challenger that waits for approval',
  registry: 'trouble with the registry',
  'champion-lost': 'the loss of the champion',
};
