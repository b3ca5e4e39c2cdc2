import type { AskRequest, Trial } from './tuner.ts';

/**
 * Whether to stop a running trial, from its own partial results and those of the others. A pure function, called after
 * every report; `trial` may or may not be among `trials`.
 */
export type Pruner = (trial: Trial, trials: readonly Trial[], goal: AskRequest['goal']) => boolean;

/** Partial results in the order of their steps. Reports may be missing: heartbeats are throttled. */
export function reports({ intermediate = [] }: Trial): [number, number][] {
  return [...intermediate].sort((a, b) => a[0] - b[0]);
}

/** Partial results with the sign that makes less better. */
export function signed(value: number, goal: AskRequest['goal']): number {
  return goal === 'minimize' ? value : -value;
}
