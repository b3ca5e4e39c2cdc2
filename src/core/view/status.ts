import { comparedWithAnother } from '../candidate/another-champion.ts';
import { adoptionText } from '../champion/adoption.ts';
import { holdsOn } from '../launch/holds.ts';
import { isHeldBack } from '../candidate/may-replace.ts';
import { killSwitchText } from '../retrain/kill-switch.ts';
import { pullClause } from '../retrain/pull-faults.ts';
import { troubleEveryMinutes } from '../launch/registry-trouble.ts';
import { rollbackText } from '../champion/rollback.ts';
import { timeText } from '../../terms/time-text.ts';
import { describeHold } from '../launch/hold-words.ts';
import { outcomeOf } from '../outcome/outcome-of.ts';
import { outcomeClause, samplesSeen } from '../outcome/outcome-words.ts';
import { shownLevel, type Level } from '../../terms/level.ts';
import type { Hold } from '../state/decision.ts';
import type { Approval, InFlight, LastRetrain, MonitorState, Trigger } from '../state/state.ts';
import type { RegistryTrouble } from '../state-parts/registry-state.ts';
import type { Status } from '../wire/answers.ts';

/** What a monitor is in one word: for lists, search attributes and headings. What stops it comes first. */
export function statusOf(state: MonitorState, level: Level): Status {
  const { phase, killSwitch, incident, inFlight, approval, shadow, probation } = state;
  if (phase !== 'active') return phase;
  if (killSwitch) return 'killed';
  if (incident.breakerOpenedAt !== null) return 'broken';
  if (inFlight) return 'retraining';
  if (approval) return 'awaiting-approval';
  if (shadow) return 'shadow';
  return probation ? 'probation' : level;
}

/** What a monitor does now, in one sentence. What is under way comes first. */
export function summaryOf(state: MonitorState, holds: readonly Hold[]): string {
  return doingNow(state, holds) + pullClause(state);
}

/**
 * What becomes of a version that waits once its monitor is stopped, as a clause: the registry goes on calling it the
 * challenger, and a monitor that is started again recalls it. `undefined` where none waits.
 */
export function afterStop({ approval, shadow }: Pick<MonitorState, 'approval' | 'shadow'>): string | undefined {
  if (approval && !approval.decided)
    return `nobody can approve version ${approval.version} until the monitor is started again, when it waits again`;
  if (shadow && !shadow.decided)
    return `the shadow of version ${shadow.version} ends, and begins anew when the monitor is started again`;
  return undefined;
}

// --- internal ---

function doingNow(state: MonitorState, holds: readonly Hold[]): string {
  const { inFlight, approval, phase, incident, killSwitch, shadow, probation, triggers, lastRetrain } = state;
  if (phase === 'stopped') return ['The monitor has been stopped', afterStop(state) ?? []].flat().join('; ');
  if (state.rollback) return rollbackText(state.rollback) + halted(state);
  if (state.adoption) return adoptionText(state.adoption) + halted(state);
  if (inFlight) return underWay(inFlight) + halted(state);
  if (approval) return waitingForApproval(approval, state) + replaced(state) + halted(state);
  if (killSwitch) return `Nothing is launched: ${killSwitchText(killSwitch)}${halted({ ...state, killSwitch: null })}`;
  if (state.registry.trouble) return inTrouble(state.registry.trouble, triggers) + halted(state);
  if (shadow)
    return `Version ${shadow.version} is scored in shadow beside ${shadow.against} (${samplesSeen(shadow)})${halted(state)}`;
  if (triggers.length > 0) return waitingFor(triggers, holds);
  if (phase === 'paused') return `The monitor is ${pausedText(state)}`;
  if (incident.breakerOpenedAt !== null) return `The ${breakerOpen}`;
  const drifting = metricsInDrift(state);
  if (drifting.length > 0) return `In drift: ${drifting.join(', ')}${heldBy(holds)}`;
  if (probation) return `Version ${probation.version} is on probation against ${probation.against}`;
  const hasSeen = Object.keys(state.series).length > 0;
  const last = lastRetrain
    ? `; the last ${hasSeen ? 'one, retrain' : 'retrain,'} ${lastRetrain.generation}, ${outcomeClause(outcomeOf(lastRetrain, state))}${whyNot(lastRetrain, outcomeOf(lastRetrain, state))}${since(lastRetrain, state)}`
    : '';
  return hasSeen ? `Nothing asks for a retrain${last}` : `No observation has arrived yet${last}`;
}

function underWay({ generation, kind, cancelled }: InFlight): string {
  if (!cancelled) return `Retrain ${generation} (${kind}) is under way`;
  const { actor, comment } = cancelled;
  return `Retrain ${generation} is being cancelled, by ${actor}${comment ? `: ${comment}` : ''}`;
}

/** A retrain that was good enough, and changed nothing: what happened, and what to do next. */
function whyNot({ note }: LastRetrain, outcome: string): string {
  return outcome === 'superseded' && note !== null ? `: ${note}` : '';
}

/** A version that was promoted may serve no longer: a rollback or a person has seen to that. */
function since(lastRetrain: LastRetrain, state: MonitorState): string {
  const { champion } = state;
  const hasServed = ['promoted', 'rolled-back'].includes(outcomeOf(lastRetrain, state));
  if (!hasServed || champion === null || lastRetrain.version === champion) return '';
  return `, and ${champion} serves since`;
}

function metricsInDrift(state: MonitorState): string[] {
  const drifting = Object.values(state.series).filter(
    ({ silent, slots }) => !silent && slots.some((slot) => shownLevel(slot) === 'drift')
  );
  return [...new Set(drifting.map(({ metric }) => metric))];
}

function pausedText({ pausedBy }: MonitorState): string {
  const why = pausedBy?.comment ? `: ${pausedBy.comment}` : '';
  return `paused by ${pausedBy?.actor ?? 'somebody'}${why}`;
}

/** Who or what has stopped it, beside what goes on all the same, and where something else stops it too. */
function halted(state: MonitorState): string {
  const { incident, killSwitch, phase } = state;
  const killed = killSwitch ? `; nothing else is launched: ${killSwitchText(killSwitch)}` : '';
  const broken = incident.breakerOpenedAt === null ? '' : `; the ${breakerOpen}`;
  return killed + broken + (phase === 'paused' ? `; the monitor is ${pausedText(state)}` : '');
}

const breakerOpen = 'circuit breaker is open: a person has to release it';

/** What was last heard may be over: a person who asks has the registry asked anew. */
function inTrouble({ text }: RegistryTrouble, triggers: readonly Trigger[]): string {
  if (triggers.length === 0) return `Nothing is launched: ${text}`;
  return `A retrain is wanted and waits for the registry, which is asked every ${troubleEveryMinutes} minutes; when last asked: ${text}`;
}

/** Nothing is promoted by default while somebody has stopped the monitor, and no time is told for it. */
function waitingForApproval(
  { version, against, decided, timeoutAt, onTimeout }: Approval,
  state: MonitorState
): string {
  if (decided) return `Version ${version} has been approved by ${decided.actor} and is being promoted`;
  const alone =
    against === null && state.champion === null ? 'it was compared with no champion, as none serves' : undefined;
  const clause = comparedWithAnother(state) ?? alone;
  const text = `Version ${version} has passed its gate and waits for approval${clause ? `; ${clause}` : ''}`;
  if (timeoutAt === null || (onTimeout === 'promote' && isHeldBack(state))) return text;
  const past = onTimeout === 'promote' ? 'promoted' : 'rejected';
  return `${text}; at ${timeText(timeoutAt)} it is ${past} by default`;
}

/** Which version had waited until the one that waits now took its place. */
function replaced({ approval, judged, champion }: MonitorState): string {
  // One that was approved before that serves all the same.
  if (
    judged?.outcome !== 'superseded' ||
    judged.version === champion ||
    judged.at !== approval?.since ||
    approval.decided
  )
    return '';
  return `; it has taken the place of ${judged.version}, which waited before`;
}

/** Asked between the end of a hold and the wake-up for it, nothing holds what is about to start. */
function waitingFor(triggers: readonly Trigger[], holds: readonly Hold[]): string {
  const binding = holds.filter((hold) => triggers.some((trigger) => holdsOn(trigger, [hold]).length > 0));
  if (binding.length === 0) return 'A retrain is wanted and about to start';
  return `A retrain is wanted and held by ${binding.map(describeHold).join(', ')}`;
}

/** A drift that has had its retrain stands until the metric recovers; the holds say when it may ask again. */
function heldBy(holds: readonly Hold[]): string {
  return holds.length === 0 ? '' : `; held by ${holds.map(describeHold).join(', ')}`;
}
