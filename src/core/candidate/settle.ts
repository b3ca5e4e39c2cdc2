import { automaton, closeApproval, dropChallenger, rememberDropped } from './approval.ts';
import { candidateFailed, endIncident } from './candidate-failed.ts';
import { expire } from '../launch/expire.ts';
import { restartLate } from '../ingestion/late-labels.ts';
import { maxNote, readOutcome } from '../wire/outcome.ts';
import { killSwitchFailure, retrainRefused } from './kill-switch.ts';
import { newSlot } from '../state/series.ts';
import { openCandidate, restartShadow } from './shadow.ts';
import { openProbation } from './probation.ts';
import { refuse } from '../state/refuse.ts';
import type { Draft } from '../state/draft.ts';
import type { Challenger, GateLine, InFlight } from '../state/state.ts';
import type { Notice } from '../state/events.ts';
import type { GateReport } from '../state/lineage.ts';
import type { RetrainOutcome } from '../state/retrain.ts';

/** The child has really started: the cool-down counts from here, not from the wish. */
export function retrainStarted(draft: Draft, generation: number, at: number): void {
  const { state } = draft;
  if (state.inFlight?.generation !== generation || state.inFlight.startedAt !== null) return;
  state.inFlight = { ...state.inFlight, startedAt: at, overdueAt: at + state.config.retrain.timeoutMs };
  state.cooldownUntil = at + state.policy.holds.cooldownMs;
}

/** A retrain has reported its end. Reports come twice or late; only the one for the generation in flight counts. */
export function retrainFinished(draft: Draft, raw: unknown): void {
  const outcome = readOutcome(raw, draft.now);
  if (typeof outcome === 'string') return refuse(draft, outcome);
  const { state } = draft;
  const flight = state.inFlight;
  if (!flight || flight.generation !== outcome.generation) return;
  state.inFlight = null;
  if (flight.startedAt === null) state.cooldownUntil = flight.launchedAt + state.policy.holds.cooldownMs;
  state.lastRetrain = {
    generation: flight.generation,
    kind: flight.kind,
    status: outcome.status,
    version: outcome.version ?? null,
    startedAt: flight.startedAt ?? flight.launchedAt,
    finishedAt: outcome.finishedAt,
    note: outcome.error?.message ?? null,
    ...(outcome.gate ? { gate: gateLines(outcome.gate) } : {}),
  };
  settle(draft, flight, outcome);
}

/**
 * A new version serves from now on: the baseline starts anew, and after a promotion the incident is over.
 *
 * @param previous   what the registry says served before; after a retried call that may be `version` itself
 * @param generation of the new version, which makes challengers of earlier generations obsolete; `null` for a rollback
 */
export function adopt(draft: Draft, version: string, previous: string | null, generation: number | null): void {
  const { state } = draft;
  const served = [previous, state.champion].filter((one) => one !== null && one !== version);
  state.champion = version;
  state.foundServing = null;
  state.retired = [...new Set([...state.retired.filter((one) => one !== version && !served.includes(one)), ...served])]
    .filter((one) => one !== null)
    .slice(-20);
  const { approval, shadow } = state;
  for (const one of [approval, shadow]) {
    if (!one || generation === null || one.generation > generation || one.version === version) continue;
    dropChallenger(draft, one, automaton, `superseded by version ${version}`, { superseded: true });
  }
  if (approval && generation !== null && approval.generation <= generation) {
    const { actor, comment } = approval.decided ?? { actor: automaton, comment: `by version ${version}` };
    closeApproval(draft, approval.version === version ? 'approved' : 'superseded', actor, comment);
  }
  if (shadow && generation !== null && shadow.generation <= generation) state.shadow = null;
  state.dropped = state.dropped.filter((one) => one !== version);
  if (state.shadow && served.length > 0) restartShadow(draft, version);
  state.probation = null;
  state.rolledBack = generation === null ? withoutVersion(state.rolledBack, version, served) : state.rolledBack;
  if (generation !== null) openProbation(draft, generation, version, served.at(-1) ?? null);
  // A promotion ends the incident when it has stood its probation; a rollback is part of it.
  if (generation !== null && !state.probation) endIncident(draft);
  restartBaseline(draft);
}

/** Forgets what the detectors learnt of the old version, and what was wanted because of it. */
export function restartBaseline(draft: Draft): void {
  const { state } = draft;
  for (const key of Object.keys(state.series)) {
    const series = draft.series(key);
    const metric = state.policy.metrics.find(({ name }) => name === series?.metric);
    if (series && metric) {
      draft.dropSlots(series);
      series.slots = metric.detectors.map((detector) => newSlot(detector, series.lastAt));
      series.n = 0;
      series.window = [];
      series.next = 0;
      restartLate(series, draft.now);
    }
  }
  state.rules = {};
  const ofOldVersion = state.triggers.filter(({ code }) => code === 'drift' || code === 'still-in-drift');
  expire(draft, ofOldVersion, 'new-version');
}

// --- internal ---

function settle(draft: Draft, flight: InFlight, outcome: RetrainOutcome): void {
  const { state } = draft;
  const version = outcome.version ?? '';
  if (outcome.version !== undefined) announceVersion(draft, flight, outcome);
  // One that was rolled back before its report arrived does not serve, whatever the report says.
  const isGone = outcome.status === 'promoted' && state.rolledBack.includes(version);
  if (outcome.status === 'promoted' && !isGone)
    adopt(draft, version, outcome.previousVersion ?? null, flight.generation);
  else if (outcome.status === 'awaiting-approval') openCandidate(draft, challengerOf(draft, flight, outcome));
  else if (outcome.error?.type === killSwitchFailure) retrainRefused(draft, flight, outcome.error.message);
  else if (outcome.status !== 'cancelled') candidateFailed(draft);
  const serves = outcome.status === 'promoted' || outcome.status === 'awaiting-approval';
  if (version !== '' && !serves && version !== state.champion) rememberDropped(draft, version);
  const note = noteOf(outcome) + (isGone ? ', and rolled back since' : '');
  draft.record({
    decision: 'settled',
    reasonCodes: [outcome.status],
    reasons: [],
    heldBy: [],
    evidence: [],
    severity: flight.kind,
    generation: flight.generation,
    note,
  });
  draft.notify({
    event:
      outcome.status === 'awaiting-approval' && state.approval
        ? 'approval-needed'
        : outcome.status === 'promoted' && !isGone
          ? 'promoted'
          : 'retrain-finished',
    severity: flight.kind,
    text: `${flight.kind} retrain ${flight.generation} ${note}`,
    reasons: flight.reasons,
    holds: [],
    outcome: withoutRelease(outcome),
    ...(outcome.status === 'promoted' && !isGone ? served(outcome) : {}),
    ...draft.takeDropped(),
  });
}

function challengerOf({ state }: Draft, { generation }: InFlight, outcome: RetrainOutcome): Challenger {
  const { version = '', release } = outcome;
  // A release came by signal: its parts may be anything.
  const parent: unknown = release?.lineage.parent;
  return { generation, version, against: typeof parent === 'string' || parent === null ? parent : state.champion };
}

/** For registries of others, inventories and audits: a version is there, whatever becomes of it. */
function announceVersion(draft: Draft, { kind }: InFlight, { version, release }: RetrainOutcome): void {
  const parent = release?.lineage.parent ?? null;
  const text = `version ${version} registered${parent === null ? '' : `, from ${parent}`}`;
  const about = { reasons: [], holds: [], ...(release ? { release } : {}) };
  draft.notify({ event: 'registered', severity: kind, text, ...about });
}

function withoutRelease(outcome: RetrainOutcome): RetrainOutcome {
  const { release: _, ...rest } = outcome;
  return rest;
}

function served({ release, previousVersion }: RetrainOutcome): Pick<Notice, 'release' | 'previousVersion'> {
  return {
    ...(release ? { release } : {}),
    ...(previousVersion === undefined ? {} : { previousVersion }),
  };
}

/** As many rules as people read; a report with a hundred slices is with the version. */
const maxGateLines = 12;

function gateLines({ checks }: GateReport): GateLine[] {
  const failedFirst = [...checks.filter(({ passed }) => !passed), ...checks.filter(({ passed }) => passed)];
  return failedFirst
    .slice(0, maxGateLines)
    .map(({ rule, passed, text }) => ({ rule, passed, text: text.slice(0, maxNote) }));
}

/** After a rollback: what was left is remembered as such, and what serves again is not. */
function withoutVersion(known: readonly string[], version: string, left: readonly (string | null)[]): string[] {
  const gone = [...new Set(left.filter((one) => one !== null))];
  return [...known.filter((one) => one !== version && !gone.includes(one)), ...gone].slice(-20);
}

function noteOf(outcome: RetrainOutcome): string {
  if (outcome.error) return `${outcome.status}: ${outcome.error.message}`.slice(0, maxNote);
  const failed = outcome.gate?.checks.find(({ passed }) => !passed);
  if (outcome.status === 'rejected' && failed) return `rejected: ${failed.text}`.slice(0, maxNote);
  return outcome.version ? `${outcome.status}: version ${outcome.version}` : outcome.status;
}
