import { killSwitchText } from '../retrain/kill-switch.ts';
import { refusalOfUnknownAlarm } from './mark.ts';
import { refusalOfUncompared } from '../candidate/another-champion.ts';
import { refusalOf } from './commands.ts';
import type { Command } from '../state/events.ts';
import type { MonitorState } from '../state/state.ts';

/**
 * Why a command that comes in now is refused: for update validators, which leave no event in the history. What they
 * refuse may be more from release to release; what has been accepted goes on by `refusalOf`, as it went when it was
 * recorded.
 */
export function refusalAtDoor(state: MonitorState, command: Command, now: number): string | undefined {
  const refusal = refusalOf(state, command);
  if (refusal !== undefined) return refusal;
  if (command.name === 'retrain' && state.killSwitch && !command.respectHolds)
    return `Nothing is launched: ${killSwitchText(state.killSwitch)}; turn it off first, or ask with \`--respect-holds\`, and the retrain waits for it`;
  if (command.name === 'rollback' && nothingServes(state))
    return `No version of \`${state.config.model}\` has ever served, so there is none to go back to`;
  if (command.name === 'mark') return refusalOfUnknownAlarm(state, command.target, now);
  return refusalOfUncompared(state, command);
}

// --- internal ---

function nothingServes({ recalled, champion, foundServing, retired }: MonitorState): boolean {
  return recalled && champion === null && foundServing === null && retired.length === 0;
}
