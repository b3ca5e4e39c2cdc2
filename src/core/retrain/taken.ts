import { wantAgain } from './want-again.ts';
import type { Draft } from '../state/draft.ts';
import type { RetrainRequest } from '../state/retrain.ts';

/**
 * The id of a retrain belongs to another workflow, and the end of that one does not answer the request. The request is
 * wanted again, and waits until the registry has said which ids are taken.
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

/** What the monitor knows may be out of date: it launches nothing until the registry has answered. */
export function askRegistry({ state, now }: Draft): void {
  state.recalled = false;
  state.registry = { ...state.registry, checkAt: now };
}
