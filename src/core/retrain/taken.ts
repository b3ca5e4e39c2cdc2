import { wantAgain } from './want-again.ts';
import type { Draft } from '../state/draft.ts';
import type { RetrainRequest } from '../state/retrain.ts';

/**
 * The id of a retrain belongs to another workflow, whoever started it, and how that one ends says nothing of what was asked
 * for. What it was for is wanted again, and waits until the registry has told which ids are taken.
 */
export function retrainTaken(draft: Draft, { retrainId, generation }: RetrainRequest): void {
  const { state } = draft;
  const flight = state.inFlight;
  if (flight?.generation !== generation) return;
  state.inFlight = null;
  wantAgain(draft, flight);
  draft.note(
    'none',
    ['id-taken'],
    generation,
    `${retrainId} belongs to another workflow; the retrain takes the next id`
  );
  askRegistry(draft);
}

/** What a monitor knew may not be true any more: nothing is launched until the registry has told. */
export function askRegistry({ state, now }: Draft): void {
  state.recalled = false;
  state.registry = { ...state.registry, checkAt: now };
}
