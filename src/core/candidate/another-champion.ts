import { maxNote } from '../outcome/outcome.ts';
import { excerpt } from '../../terms/visible-text.ts';
import type { Command, Refusal } from '../state/events.ts';
import type { MonitorState } from '../state/state.ts';

type Waiting = Pick<MonitorState, 'approval' | 'champion'>;

/** Code of the refusal to put a version in the place of another champion than it was meant for. */
export const anotherChampion = 'another-champion';

/**
 * That the version which waits was compared with another champion than the one that serves by now, as a clause;
 * `undefined` where it was compared with that one, or an older monitor has not kept with which.
 */
export function comparedWithAnother({ approval, champion }: Waiting): string | undefined {
  const against = approval?.against;
  if (against === undefined || champion === null || against === champion) return undefined;
  return `it was compared with ${against ?? 'no champion'}, and not with ${champion}, which serves now`;
}

/**
 * Why a version was not promoted, and what to do next: its retrain compared it with a champion that was replaced
 * meanwhile, by a person or a rollback.
 */
export function anotherChampionServes(of: {
  model: string;
  version: string;
  against: string | null;
  serves: string | null;
}): string {
  const { model, version, against, serves } = of;
  const short = excerpt(version, maxVersion);
  const what = `version ${short} was compared with ${excerpt(against ?? 'no champion', maxVersion)}, and ${excerpt(serves ?? 'none', maxVersion)} serves by now`;
  const again = `${what}; ask again with \`temporal-retrain monitor retrain ${model}\``;
  const either = `${again}, or make ${short} the champion all the same with \`monitor adopt ${model} ${short}\``;
  // A note that is cut would end in half a command.
  return short !== version || either.length > mostCharacters ? again : either;
}

/**
 * Why an approval is refused before anybody acts on it: its version was never compared with what it would take the
 * place of, and the command does not name that one.
 */
export function refusalOfUncompared(state: Waiting, command: Command): string | undefined {
  if (command.name !== 'approve' || command.inPlaceOf !== undefined) return undefined;
  const { approval, champion } = state;
  const clause = comparedWithAnother(state);
  if (!approval || approval.decided || clause === undefined) return undefined;
  return `Version ${approval.version} may be worse than what serves: ${clause}; reject it, ask for a retrain, or approve it \`--in-place-of ${champion}\``;
}

/** Why an approval does not count that names what its version is to take the place of: another one serves by now. */
export function refusalOfPlace({ champion }: Waiting, command: Command): Refusal | undefined {
  if (command.name !== 'approve' || command.inPlaceOf === undefined || command.inPlaceOf === champion) return undefined;
  const text = `Version ${excerpt(command.inPlaceOf, 80)} does not serve: ${champion ?? 'none'} does; look again`;
  return { code: anotherChampion, text };
}

// --- internal ---

const maxVersion = 40;
/** Of what is kept of an end, after the word for it. */
const mostCharacters = maxNote - 'superseded: '.length;
