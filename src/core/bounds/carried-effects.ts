import { jsonBytes } from '../../terms/json-bytes.ts';
import type { Effect } from '../state/events.ts';

/** Room for the effects that a run hands over to the next, in addition to the state. */
export const maxCarriedEffectBytes = 448 * 1_024;

/**
 * What a run hands over to be done: everything that changes something, each question once however often it was asked,
 * and of what is told to people the newest that fit.
 */
export function carriedEffects(effects: readonly Effect[], maxBytes = maxCarriedEffectBytes): Effect[] {
  const asked = new Set<string>();
  const kept = new Set<Effect>();
  let left = maxBytes;
  // From the newest on: the last of several questions is the one that is carried.
  for (const effect of effects.toReversed()) {
    if (effect.type === 'notify' || isAskedAlready(asked, effect)) continue;
    kept.add(effect);
    left -= jsonBytes(effect) ?? 0;
  }
  for (const effect of effects.toReversed()) {
    if (effect.type !== 'notify') continue;
    left -= jsonBytes(effect) ?? 0;
    if (left < 0) break;
    kept.add(effect);
  }
  return effects.filter((effect) => kept.has(effect));
}

// --- internal ---

const questions: ReadonlySet<Effect['type']> = new Set(['read-kill-switch', 'look-up-retrain', 'look-at-registry']);

function isAskedAlready(asked: Set<string>, effect: Effect): boolean {
  if (!questions.has(effect.type)) return false;
  const key = JSON.stringify(effect);
  const isKnown = asked.has(key);
  asked.add(key);
  return isKnown;
}
