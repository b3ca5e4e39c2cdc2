import { activeHolds, holdsOn, isKnownHold } from './holds.ts';
import { coalesce } from './coalesce.ts';
import { expire } from './expire.ts';
import { isTrue, raiseRule } from './rules.ts';
import { evidenceOf, raiseSlot, reasonOf, stands } from './raise.ts';
import { higherName } from '../../terms/semver.ts';
import { rulePrefix } from '../state/trigger.ts';
import { placeOf, slotKey } from '../state/series.ts';
import { retrainWorkflowId, monitorWorkflowId } from '../../terms/model-id.ts';
import { knownRegistry } from './registry-trouble.ts';
import type { Draft } from '../state/draft.ts';
import { holdText } from './hold-words.ts';
import { reasonText, type Hold } from '../state/decision.ts';
import type { MonitorState, Trigger } from '../state/state.ts';

/** Looks at everything that is wanted and everything that holds it back, and launches at most one retrain. */
export function decide(draft: Draft): void {
  const holds = activeHolds(draft.state, draft.now);
  raiseAgain(draft, holds);
  if (draft.state.triggers.length === 0) return;
  const free = draft.state.triggers.filter((trigger) => holdsOn(trigger, holds).length === 0);
  if (free.length === 0) return hold(draft, holds);
  expireRecovered(draft);
  if (!draft.state.triggers.some((trigger) => free.includes(trigger))) return;
  renewSlots(draft);
  renewRules(draft);
  launch(draft);
}

// --- internal ---

/** Said where somebody asked for less. */
const escalatedText = 'full instead of soft, as an earlier candidate failed';
/** The same, in runs that have begun before edition 3. */
const escalatedOfOld = 'full instead of soft, as the candidate before came to nothing';

/** What was wished for as a soft retrain is a full one where nothing serves that could be continued. */
const firstText = 'full instead of soft, as no version serves yet';

/** Drift that has already asked once, got no better model, and is still there when the cool-down ends: asks again. */
function raiseAgain(draft: Draft, holds: readonly Hold[]): void {
  const { state } = draft;
  if (holds.length > 0) return;
  for (const rule of state.policy.rules) {
    const known = state.rules[rule.id];
    const waiting = state.triggers.some(({ key }) => key === rulePrefix + rule.id);
    if (known?.active && known.acted && !waiting && isTrue(state, rule, false))
      raiseRule(draft, rule, 'still-in-drift');
  }
  if (state.policy.rules.length > 0) return;
  for (const series of Object.values(state.series)) {
    // A silent stream cannot show that it is still in drift.
    if (series.silent) continue;
    for (const slot of series.slots) {
      const place = placeOf(state.policy, series, slot);
      if (!place || place.policy.severity === 'none' || !slot.latched || !slot.acted) continue;
      if (state.triggers.some(({ key }) => key === slotKey(series, slot))) continue;
      raiseSlot(draft, place, reasonOf(place, series.lastAt, state), 'still-in-drift');
    }
  }
}

/**
 * Notes in the ledger what is newly held: once a trigger and set of holds, not at every look; of a person who joins
 * others, their own reason.
 */
function hold(draft: Draft, holds: readonly Hold[]): void {
  const newly: Trigger[] = [];
  for (const trigger of draft.state.triggers) {
    const by = holdsOn(trigger, holds).map((h) => h.by);
    const isKnown = trigger.heldBy.length > 0 && by.every((one) => isKnownHold(trigger.heldBy, one));
    const joined = draft.joined?.key === trigger.key ? draft.joined : undefined;
    if (isKnown && !joined) continue;
    if (!isKnown) trigger.heldBy = by;
    newly.push(isKnown && joined ? { ...joined, heldBy: by } : trigger);
  }
  if (newly.length === 0) return;
  const { reasons, evidence, codes, severity } = coalesce(draft.state.policy, newly);
  const heldBy = holds.filter((h) => newly.some(({ heldBy }) => heldBy.includes(h.by)));
  draft.record({ decision: 'held', reasonCodes: codes, reasons, heldBy, evidence, severity });
  draft.notify({
    event: 'retrain-held',
    severity,
    text: `retrain held by ${heldBy.map(({ by }) => holdText(by)).join(', ')}: ${reasons.map(reasonText).join('; ')}`,
    reasons,
    holds: heldBy,
  });
}

/** A held trigger expires if its metric has recovered by the time the hold ends. */
function expireRecovered(draft: Draft): void {
  const gone = draft.state.triggers.filter((t) => t.heldBy.length > 0 && !stands(draft.state, t));
  expire(draft, gone, 'recovered');
}

/** Drift that has waited launches with its detector's current findings, unless the detector has restarted since. */
function renewSlots({ state }: Draft): void {
  for (const trigger of state.triggers)
    for (const series of Object.values(state.series)) {
      const slot = series.slots.find((one) => one.level === 'drift' && slotKey(series, one) === trigger.key);
      const place = slot && placeOf(state.policy, series, slot);
      const [first] = trigger.reasons;
      if (!place || !first || !('detectedAt' in first)) continue;
      trigger.reasons = [reasonOf(place, first.detectedAt, state)];
      trigger.evidence = [evidenceOf(place, state)];
    }
}

/** A rule waits with the findings it was raised on; while it is true it goes with those that it rests on now. */
function renewRules(draft: Draft): void {
  const { state } = draft;
  for (const rule of state.policy.rules) {
    const waiting = state.triggers.some(({ key }) => key === rulePrefix + rule.id);
    if (waiting && state.rules[rule.id]?.active) raiseRule(draft, rule, 'drift');
  }
}

/** One retrain for everything that is wanted now: the most severe kind, all the reasons. */
function launch(draft: Draft): void {
  const { state, now } = draft;
  const { reasons, evidence, codes, severity } = coalesce(state.policy, state.triggers);
  const without = state.triggers.some(({ withoutChampion }) => withoutChampion)
    ? { withoutChampion: true as const }
    : {};
  const escalated = state.incident.escalated && severity !== 'full' ? { escalated: true as const } : {};
  const wanted = state.incident.escalated || severity === 'full' ? 'full' : 'soft';
  // The retrain itself goes by what the registry has then; people are told what is to be expected.
  const isFirst = state.champion === null && state.foundServing === null;
  const kind = isFirst ? 'full' : wanted;
  const generation = state.generation + 1;
  const monitorId = monitorWorkflowId(state.config.model);
  const retrainId = retrainWorkflowId(monitorId, generation);
  state.generation = generation;
  const wishes = respectsHolds(state.triggers);
  state.triggers = [];
  if (state.edition > 0) state.lastReason = reasons[0]?.type ?? null;
  state.inFlight = {
    generation,
    retrainId,
    kind,
    launchedAt: now,
    startedAt: null,
    overdueAt: now + state.config.retrain.timeoutMs,
    ...without,
    ...wishes,
    ...escalated,
    reasons,
  };
  // The budget looks no further back than its `max` newest launches.
  state.launches = [...state.launches, now].slice(-(state.policy.holds.budget?.max ?? 1));
  const note = escalated.escalated
    ? { note: state.edition > 2 ? escalatedText : escalatedOfOld }
    : kind === wanted
      ? {}
      : { note: firstText };
  draft.record({ decision: 'launched', reasonCodes: codes, reasons, evidence, severity: kind, generation, ...note });
  draft.notify({
    event: 'retrain-launched',
    severity: kind,
    text: `${kind} retrain ${generation} launched: ${reasons.map(reasonText).join('; ')}`,
    reasons,
    holds: [],
  });
  draft.effects.push({
    type: 'start-retrain',
    request: {
      model: state.config.model,
      tenant: state.config.tenant,
      monitorId,
      retrainId,
      generation,
      kind: wanted,
      ...knownRegistry(state),
      champion: state.champion,
      ...highestKnown(state),
      ...without,
      reasons,
      evidence,
      policyRevision: state.policyRevision,
      dataUntil: state.newestEventAt,
      ...driftFrom(state),
      streams: state.config.streams,
      spec: state.config.retrain,
      ...(state.edition > 1 ? { edition: state.edition } : {}),
    },
  });
}

/** No name is given twice, also where the registry was restored from a copy that lacks the newest versions. */
function highestKnown(state: MonitorState): { above?: string } {
  const { champion, foundServing, approval, shadow, lastRetrain, retired, dropped, rolledBack } = state;
  const known = [champion, foundServing, approval?.version, shadow?.version, lastRetrain?.version];
  const above = [...known, ...retired, ...dropped, ...rolledBack].reduce<string>(
    (highest, one) => higherName(highest, one ?? ''),
    ''
  );
  return state.edition > 2 && above !== '' ? { above } : {};
}

/** Whether the people who asked for it wanted to wait like drift, should they have to ask again. */
function respectsHolds(triggers: readonly Trigger[]): { respectHolds?: true } {
  return triggers.some(({ respectHolds }) => respectHolds) ? { respectHolds: true } : {};
}

/** The earliest beginning of a drift that still stands. */
function driftFrom(state: MonitorState): { driftFrom?: number } {
  const starts = Object.values(state.series)
    .flatMap(({ slots }) => slots.filter(({ latched }) => latched))
    .map(({ suspectSince, since }) => suspectSince ?? since);
  return starts.length === 0 ? {} : { driftFrom: Math.min(...starts) };
}
