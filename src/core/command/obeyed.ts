import { keyNumber } from '../wire/keys.ts';
import type { Command } from '../state/events.ts';
import type { Draft } from '../state/draft.ts';
import type { MonitorState } from '../state/state.ts';

/**
 * Whether that very command was obeyed before. Its sender sends it again under its id when the answer got lost, and a
 * server knows the ids of the run that goes on alone.
 */
export function isObeyed({ obeyed }: MonitorState, { id }: Pick<Command, 'id'>): boolean {
  return typeof id === 'string' && obeyed.includes(keyNumber(id));
}

/** Keeps that it was. */
export function rememberObeyed({ state }: Draft, { id }: Command): void {
  if (typeof id === 'string') state.obeyed = [...state.obeyed, keyNumber(id)].slice(-mostObeyed);
}

// --- internal ---

/** A sender gives up long before so many others have had their answer. */
const mostObeyed = 100;
