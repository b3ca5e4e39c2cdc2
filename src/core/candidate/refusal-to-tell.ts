import { excerpt } from '../../terms/visible-text.ts';
import { refusalOfReview } from './approval.ts';
import type { Command, Refusal } from '../state/events.ts';
import type { MonitorState } from '../state/state.ts';

/**
 * Why an approval or rejection does not count, for whoever asks: `refusalOfReview` names a way for any version, also
 * for one that never was.
 */
export function refusalToTell(state: MonitorState, command: Command): Refusal | undefined {
  const refusal = refusalOfReview(state, command);
  const { approval, config } = state;
  if (!approval || refusal?.code !== 'another-version' || command.name !== 'approve') return refusal;
  const { version = '' } = command;
  if (isKnown(state, version)) return refusal;
  const text = `Version ${excerpt(version, 80)} does not wait for approval, and is none that this monitor knows: ${approval.version} does; look at that one first; ${approveIt(config.model, approval.version)}`;
  return { ...refusal, text };
}

/** The same for the ledger. What fits into that may decide what a run issues: those of before go on as they did. */
export function refusalToKeep(state: MonitorState, command: Command): Refusal | undefined {
  return state.edition < 3 ? refusalOfReview(state, command) : refusalToTell(state, command);
}

/** The command for the version that waits, as a clause. */
export function approveIt(model: string, waits: string): string {
  return `\`temporal-retrain monitor approve ${model} ${waits}\` approves it`;
}

// --- internal ---

/** Whether there is or was such a version, as far as a monitor remembers; the registry may know more. */
function isKnown(state: MonitorState, version: string): boolean {
  const { champion, foundServing, retired, dropped, rolledBack, judged, lastRetrain } = state;
  const single = [champion, foundServing, judged?.version, lastRetrain?.version];
  return [...single, ...retired, ...dropped, ...rolledBack].includes(version);
}
