import { adopt } from '../champion/adopt.ts';
import { startCooldown } from '../launch/cooldown.ts';
import { rememberDropped } from '../candidate/approval.ts';
import { candidateFailed, endIncident } from '../candidate/candidate-failed.ts';
import { isKnownWell, isStillBest } from '../candidate/no-better.ts';
import { maxNote, readOutcome } from '../outcome/outcome.ts';
import { endWords } from '../outcome/outcome-words.ts';
import { killSwitchFailure, retrainRefused } from './kill-switch.ts';
import { wantAgain } from './want-again.ts';
import {
  championLostFailure,
  lookSoon,
  registryExchangedFailure,
  registryRefused,
} from '../launch/registry-trouble.ts';
import { gateLines, reportOf } from '../candidate/challenger-report.ts';
import { openCandidate } from '../candidate/shadow.ts';
import { refuse, type Draft } from '../state/draft.ts';
import type { Challenger, InFlight } from '../state/state.ts';
import type { MonitorEvent, Notice } from '../state/events.ts';
import type { RetrainOutcome } from '../state/retrain.ts';

/** The child has really started: the cool-down counts from here, not from the wish. */
export function retrainStarted(draft: Draft, event: Extract<MonitorEvent, { type: 'retrain-started' }>): void {
  const { state } = draft;
  const { generation, at, runId } = event;
  if (state.inFlight?.generation !== generation || state.inFlight.startedAt !== null) return;
  const known = runId === undefined ? {} : { runId };
  state.inFlight = { ...state.inFlight, startedAt: at, overdueAt: at + state.config.retrain.timeoutMs, ...known };
  startCooldown(draft, at);
}

/** A retrain has reported its end. Reports come twice or late; only the one for the generation in flight counts. */
export function retrainFinished(draft: Draft, event: Finished): void {
  const outcome = outcomeOf(draft, event);
  if (typeof outcome === 'string') return refuse(draft, outcome);
  const { state } = draft;
  if (state.inFlight?.generation !== outcome.generation) return;
  const flight = asTrained(state.inFlight, outcome);
  state.inFlight = null;
  if (flight.startedAt === null) startCooldown(draft, flight.launchedAt);
  state.lastRetrain = {
    generation: flight.generation,
    kind: flight.kind,
    status: outcome.status,
    version: outcome.version ?? null,
    startedAt: flight.startedAt ?? flight.launchedAt,
    finishedAt: outcome.finishedAt,
    note: noteOfEnd(flight, outcome),
    ...(outcome.gate ? { gate: gateLines(outcome.gate) } : {}),
  };
  settle(draft, flight, outcome);
}

// --- internal ---

/** Without a champion there is nothing to continue from: what was asked for as soft was trained from scratch then. */
function asTrained(flight: InFlight, { release }: RetrainOutcome): InFlight {
  const kind = release?.lineage.kind;
  return kind === 'full' || kind === 'soft' ? { ...flight, kind } : flight;
}

type Finished = Extract<MonitorEvent, { type: 'retrain-finished' }>;

/**
 * A retrain that has certainly ended, but whose report cannot be read, has failed: asking again brings the same report.
 * The monitor then asks the registry, because the retrain may have promoted a version before.
 */
function outcomeOf(draft: Draft, { outcome: raw, generation }: Finished): RetrainOutcome | string {
  const outcome = readOutcome(raw, draft.now, draft.state.edition);
  if (generation === undefined) return outcome;
  const fault = typeof outcome === 'string' ? outcome : strangerText(outcome, generation);
  if (typeof outcome !== 'string' && fault === undefined) return outcome;
  if (draft.state.inFlight?.generation === generation) lookSoon(draft);
  const error = { type: unreadableOutcome, message: `it has ended, but its outcome cannot be used: ${fault}` };
  return { generation, status: 'failed', error, finishedAt: draft.now };
}

const unreadableOutcome = 'UnreadableOutcomeError';

function strangerText(outcome: RetrainOutcome, generation: number): string | undefined {
  if (outcome.generation === generation) return undefined;
  return `Expected \`generation\` of a retrain outcome to be ${generation}, got ${outcome.generation}`;
}

function settle(draft: Draft, flight: InFlight, outcome: RetrainOutcome): void {
  const { state } = draft;
  const version = outcome.version ?? '';
  const stillBest = isStillBest(state, flight, outcome);
  if (outcome.version !== undefined) announceVersion(draft, flight, outcome);
  // One that was rolled back before its report arrived does not serve, whatever the report says.
  const isGone = outcome.status === 'promoted' && state.rolledBack.includes(version);
  if (outcome.status === 'promoted' && !isGone)
    adopt(draft, version, outcome.previousVersion ?? null, flight.generation);
  else if (outcome.status === 'awaiting-approval')
    openCandidate(draft, challengerOf(draft, flight, outcome), outcome.waits);
  else if (outcome.error?.type === killSwitchFailure) retrainRefused(draft, flight, outcome.error.message);
  else if (isRefusal(outcome.error)) {
    registryRefused(draft, outcome.error.type, outcome.error.message);
    wantAgain(draft, flight);
    // It was good enough, but for another champion: whoever has put that there, the registry knows of it.
  } else if (outcome.status === 'superseded') lookSoon(draft);
  // Candidates that failed before were not the champion's fault: trained soundly, the next one is no better than it.
  else if (stillBest) {
    if (isKnownWell(state)) endIncident(draft);
  } else if (outcome.status !== 'cancelled') candidateFailed(draft);
  const serves = outcome.status === 'promoted' || outcome.status === 'awaiting-approval';
  if (version !== '' && !serves && version !== state.champion) rememberDropped(draft, version);
  const codes = endCodes(draft, outcome);
  const note =
    noteOf(flight, outcome, codes) +
    (isGone ? ', and rolled back since' : stillBest ? '; the champion is still the best' : '');
  draft.record({
    decision: 'settled',
    reasonCodes: codes,
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
    outcome: withoutRelease(outcome),
    ...(outcome.status === 'promoted' && !isGone ? served(outcome) : {}),
    ...draft.takeDropped(),
  });
}

/** Said before anything was trained. */
function isRefusal(error: RetrainOutcome['error']): error is NonNullable<RetrainOutcome['error']> {
  return error?.type === championLostFailure || error?.type === registryExchangedFailure;
}

function challengerOf({ state }: Draft, { generation }: InFlight, outcome: RetrainOutcome): Challenger {
  const { version = '', release, gate } = outcome;
  // A release came by signal: its parts may be anything.
  const parent: unknown = release?.lineage.parent;
  const against = typeof parent === 'string' || parent === null ? parent : state.champion;
  return { generation, version, against, ...(gate ? { report: reportOf(gate) } : {}) };
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

/** Why it ended as it did, where its gate does not say. */
function noteOfEnd({ cancelled }: InFlight, { status, error }: RetrainOutcome): string | null {
  if (status === 'cancelled' && cancelled) return `by ${byOf(cancelled)}`;
  return error?.message ?? null;
}

function byOf({ actor, comment }: NonNullable<InFlight['cancelled']>): string {
  return `${actor}${comment ? `: ${comment}` : ''}`.slice(0, maxNote);
}

/** Nobody can approve what is scored in shadow; runs of before call it waiting all the same. */
function endCodes({ state }: Draft, { status, generation }: RetrainOutcome): string[] {
  const isInShadow = status === 'awaiting-approval' && state.shadow?.generation === generation;
  return state.edition > 2 && isInShadow ? [status, 'shadow'] : [status];
}

function noteOf({ cancelled }: InFlight, outcome: RetrainOutcome, codes: readonly string[]): string {
  if (outcome.status === 'cancelled' && cancelled) return `cancelled by ${byOf(cancelled)}`;
  const ended = endWords(codes);
  if (outcome.error) return `${ended}: ${outcome.error.message}`.slice(0, maxNote);
  const failed = outcome.gate?.checks.find(({ passed }) => !passed);
  if (outcome.status === 'rejected' && failed) return `rejected: ${failed.text}`.slice(0, maxNote);
  return outcome.version ? `${ended}: version ${outcome.version}` : ended;
}
