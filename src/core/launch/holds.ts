import { cooldownHold } from './cooldown.ts';
import { registryHolds } from './registry-trouble.ts';
import { freezeAt, quietUntil } from './quiet-hours.ts';
import type { Hold, HoldReason } from '../state/decision.ts';
import type { MonitorState, Trigger } from '../state/state.ts';

/** Everything that holds retrains back at that time. */
export function activeHolds(state: MonitorState, now: number): Hold[] {
  const { policy } = state;
  const holds: Hold[] = [];
  if (!state.recalled) holds.push({ by: 'starting', until: null });
  holds.push(...registryHolds(state));
  if (state.phase !== 'active') holds.push({ by: 'paused', until: null });
  if (state.killSwitch) holds.push({ by: 'kill-switch', until: null });
  if (state.incident.breakerOpenedAt !== null) holds.push({ by: 'circuit-breaker', until: null });
  if (state.inFlight) holds.push({ by: 'in-flight', until: null });
  if (state.shadow) holds.push({ by: 'shadow', until: null });
  if (state.probation) holds.push({ by: 'probation', until: null });
  if (state.approval) holds.push({ by: 'approval', until: null });
  holds.push(...cooldownHold(state, now));
  const quiet = quietUntil(policy.holds, now);
  if (quiet !== null) holds.push(timetableHold(freezeAt(policy.holds, now), quiet));
  const budget = budgetUntil(state, now);
  if (budget !== null) holds.push({ by: 'budget', until: budget });
  return holds;
}

/** Those of the holds that hold this trigger: a person who asks now is not kept waiting by a timetable. */
export function holdsOn(trigger: Trigger, holds: readonly Hold[]): Hold[] {
  if (trigger.code !== 'manual' || trigger.respectHolds) return [...holds];
  return holds.filter(({ by }) => bindsPeople.has(by) && !(by === 'champion-lost' && trigger.withoutChampion));
}

/** Whether a trigger that was held by these is held by this one too; one timetable is as good as another. */
export function isKnownHold(known: readonly HoldReason[], by: HoldReason): boolean {
  return known.includes(by) || (timetable.has(by) && known.some((one) => timetable.has(one)));
}

// --- internal ---

const timetable: ReadonlySet<HoldReason> = new Set(['quiet-hours', 'freeze']);

function timetableHold(freeze: { note: string } | undefined, until: number): Hold {
  if (!freeze) return { by: 'quiet-hours', until };
  return { by: 'freeze', until, ...(freeze.note === '' ? {} : { note: freeze.note }) };
}

const bindsPeople: ReadonlySet<HoldReason> = new Set([
  'starting',
  'paused',
  'kill-switch',
  'in-flight',
  'registry',
  'champion-lost',
]);

function budgetUntil(state: MonitorState, now: number): number | null {
  const { budget } = state.policy.holds;
  if (!budget) return null;
  const recent = state.launches.filter((at) => at > now - budget.perMs);
  const oldestThatCounts = recent[recent.length - budget.max];
  return recent.length < budget.max || oldestThatCounts === undefined ? null : oldestThatCounts + budget.perMs;
}
