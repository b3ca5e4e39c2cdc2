import type { Draft } from '../state/draft.ts';
import type { Hold } from '../state/decision.ts';
import type { MonitorState } from '../state/state.ts';

/** The hold of the cool-down, while it lasts. */
export function cooldownHold(state: MonitorState, now: number): Hold[] {
  const { cooldownUntil: until, inFlight, lastRetrain, incident, policy } = state;
  if (until === null || now >= until) return [];
  const hasGrown = !inFlight && lastRetrain !== null && until - lastRetrain.startedAt > policy.holds.cooldownMs;
  if (!hasGrown || incident.failures < 2) return [{ by: 'cooldown', until }];
  return [{ by: 'cooldown', until, note: `longer after ${incident.failures} failed candidates in a row` }];
}

/** A retrain has started: the next one waits from then on. */
export function startCooldown({ state }: Draft, startedAt: number): void {
  state.cooldownUntil = startedAt + state.policy.holds.cooldownMs;
}

/** A retrain came to nothing before it trained: the next one need not wait for it. */
export function forgetCooldown({ state }: Draft): void {
  state.cooldownUntil = null;
}

/** A new policy waits longer or shorter: so does the cool-down that is running. */
export function shiftCooldown({ state }: Draft, beforeMs: number): void {
  if (state.cooldownUntil !== null) state.cooldownUntil += state.policy.holds.cooldownMs - beforeMs;
}

/** The incident is over, and with it why the cool-down has grown: it ends when the policy says. */
export function shrinkCooldown({ state }: Draft): void {
  const { cooldownUntil, inFlight, lastRetrain, policy, edition } = state;
  const startedAt = inFlight?.startedAt ?? lastRetrain?.startedAt;
  // Runs of before go on with the longer one.
  if (edition === 0 || cooldownUntil === null || startedAt === undefined) return;
  state.cooldownUntil = Math.min(cooldownUntil, startedAt + policy.holds.cooldownMs);
}

/** One bad candidate is an accident; after several in a row the next is not worth the same hurry. */
export function backOff({ state, now }: Draft): void {
  const { cooldownMs, backoff = 1 } = state.policy.holds;
  const factor = Math.min(backoff ** (state.incident.failures - 1), longestBackOff);
  if (factor === 1) return;
  const until = (state.lastRetrain?.startedAt ?? now) + factor * cooldownMs;
  state.cooldownUntil = Math.max(state.cooldownUntil ?? 0, until);
}

// --- internal ---

/** The cool-down grows to at most this many times its length. */
const longestBackOff = 64;
