import { describeScope, type KillSwitchReading } from '../../terms/kill-switch-ids.ts';
import { readKillSwitchReading } from '../wire/kill-switch-reading.ts';
import { wantAgain } from './want-again.ts';
import type { Draft } from '../state/draft.ts';
import type { InFlight, MonitorState } from '../state/state.ts';

/** Name of the failure with which a retrain refuses to begin. */
export const killSwitchFailure = 'KillSwitchError';

/** What the switches say now: on, or off again. Told to people only when it changes. */
export function killSwitchRead(draft: Draft, raw: unknown): void {
  const { state, now } = draft;
  const reading = readKillSwitchReading(raw, now);
  const before = state.killSwitch;
  state.killSwitch = reading ? { ...reading, checkAt: now + checkEveryMs } : null;
  if (isSame(before, reading)) return;
  const text = reading ? sentence(reading) : 'the kill switch is off again';
  draft.record({
    decision: 'none',
    reasonCodes: [reading ? 'kill-switch-on' : 'kill-switch-off'],
    heldBy: reading ? [{ by: 'kill-switch', until: null }] : [],
    note: text,
  });
  draft.notify({ event: reading ? 'killed' : 'revived', text });
}

/** A nudge that was lost must not hold a model for ever: while a switch is on it is read again now and then. */
export function checkKillSwitch(draft: Draft): void {
  const { killSwitch } = draft.state;
  if (!killSwitch || killSwitch.checkAt > draft.now) return;
  draft.state.killSwitch = { ...killSwitch, checkAt: draft.now + checkEveryMs };
  askKillSwitch(draft);
}

export function askKillSwitch(draft: Draft): void {
  const { model, tenant } = draft.state.config;
  draft.effects.push({ type: 'read-kill-switch', model, tenant });
}

/**
 * A retrain that began just as a switch was thrown has refused to train. What it was for is wanted as before, nothing
 * has been used up, and nothing is launched until the switch has been read.
 */
export function retrainRefused(draft: Draft, flight: InFlight, message: string): void {
  const { state, now } = draft;
  state.killSwitch ??= { scope: null, since: now, actor: 'somebody', comment: message.slice(0, 200), checkAt: now };
  wantAgain(draft, flight);
}

export function killSwitchText(killSwitch: NonNullable<MonitorState['killSwitch']>): string {
  return sentence(killSwitch);
}

// --- internal ---

const checkEveryMs = 10 * 60_000;

function isSame(a: KillSwitchReading | null, b: KillSwitchReading | null): boolean {
  if (!a || !b) return a === b;
  return JSON.stringify(a.scope) === JSON.stringify(b.scope) && a.since === b.since;
}

function sentence({ scope, actor, comment }: KillSwitchReading): string {
  const what = scope ? ` for ${describeScope(scope)}` : '';
  return `the kill switch${what} is on, by ${actor}${comment ? `: ${comment}` : ''}`;
}
