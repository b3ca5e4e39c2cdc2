import { knownRegistry, lookSoon } from '../launch/registry-trouble.ts';
import type { LiveTrial } from '../state/live-trial-state.ts';
import { isHeldBack } from './may-replace.ts';
import { automaton, dropChallenger, openApproval, rememberDropped, replaceApproval } from './approval.ts';
import { candidateFailed } from './candidate-failed.ts';
import { cloneJson } from '../../terms/json.ts';
import { compareLive, newLiveMetric } from '../live-trial/live-trial.ts';
import { retrainIdOf } from '../../terms/model-id.ts';
import type { Challenger } from '../state/state.ts';
import type { Draft } from '../state/draft.ts';

/**
 * A challenger has passed its gate: it waits for a person, or is scored on live metrics first. The first version of a
 * model has nothing to be compared with, so a person decides.
 *
 * @param waits for a person, whatever the policy says. @default as the policy says
 */
export function openCandidate(draft: Draft, challenger: Challenger, waits = false): void {
  const { generation, version, report } = challenger;
  const { state, now } = draft;
  const { promotion, shadow: spec } = state.config.retrain;
  if (state.shadow) supersede(draft, state.shadow, version);
  state.dropped = state.dropped.filter((one) => one !== version);
  // A person may have put the alias of challengers elsewhere, where it stays.
  lookSoon(draft);
  const names = spec.metrics ?? state.policy.metrics.map(({ name }) => name);
  if (waits || promotion !== 'shadow' || state.champion === null || names.length === 0 || isHeldBack(state))
    return openApproval(draft, challenger);
  replaceApproval(draft, version);
  state.shadow = {
    generation,
    version,
    against: state.champion,
    since: now,
    until: now + spec.timeoutMs,
    sinceEvent: state.newestEventAt,
    spec,
    metrics: Object.fromEntries(names.map((name) => [name, newLiveMetric()])),
    ...(report ? { report } : {}),
    decided: false,
  };
  const text = `version ${version} is scored in shadow beside ${state.champion}: ${spec.samples} observations of ${names.join(', ')} tagged with its version`;
  draft.notify({ event: 'shadow-started', text });
}

/** Another version serves: what was measured beside the previous one no longer counts. */
export function restartShadow({ state }: Draft, against: string): void {
  const { shadow } = state;
  if (!shadow || shadow.decided) return;
  const metrics = Object.fromEntries(Object.keys(shadow.metrics).map((name) => [name, newLiveMetric()]));
  state.shadow = { ...shadow, against, sinceEvent: state.newestEventAt, metrics };
}

/** Gives the verdict as soon as there is one. */
export function checkShadow(draft: Draft): void {
  const { state, now } = draft;
  if (!state.shadow || state.shadow.decided || isHeldBack(state)) return;
  const shadow = cloneJson(state.shadow);
  const { verdict, findings } = compareLive(shadow, state.policy.metrics, { edition: state.edition });
  state.shadow = shadow;
  const text = findings.join('; ');
  if (verdict === 'fine') return pass(draft, shadow, text);
  if (verdict === 'worse') return fail(draft, shadow, 'shadow-failed', `did worse in shadow: ${text}`);
  if (now >= shadow.until)
    fail(draft, shadow, 'shadow-timed-out', `was not seen often enough in shadow, and is rejected by default: ${text}`);
}

/** A person has seen enough. */
export function rejectShadow(draft: Draft, { actor, comment }: { actor: string; comment: string }): void {
  const { shadow } = draft.state;
  if (!shadow) return;
  draft.state.shadow = null;
  dropChallenger(draft, shadow, actor, comment || 'rejected');
  candidateFailed(draft);
  const note = `challenger ${shadow.version} rejected in shadow by ${actor}${comment ? `: ${comment}` : ''}`;
  draft.note('settled', ['rejected'], shadow.generation, note);
}

/** It may serve, but the registry could not make it: a person has to look. */
export function shadowPromotionFailed(draft: Draft, why: (version: string) => string): void {
  const { shadow } = draft.state;
  if (!shadow?.decided) return;
  draft.state.shadow = null;
  openApproval(draft, shadow);
  // The key of the first try is used up, and nothing may be promoted by default that could not be.
  if (draft.state.approval) draft.state.approval = { ...draft.state.approval, tries: 1, onTimeout: 'reject' };
  draft.note('settled', ['promotion-failed'], shadow.generation, why(shadow.version));
}

// --- internal ---

function pass(draft: Draft, shadow: LiveTrial, findings: string): void {
  const { config } = draft.state;
  const retrainId = retrainIdOf(config.model, shadow.generation);
  draft.state.shadow = { ...shadow, decided: true };
  const note = `version ${shadow.version} has passed its shadow: ${findings}`;
  draft.note('settled', ['shadow-passed'], shadow.generation, note);
  draft.effects.push({
    type: 'promote',
    model: config.model,
    ...knownRegistry(draft.state),
    retrainId,
    changeId: `${retrainId}/promote`,
    version: shadow.version,
    generation: shadow.generation,
    expected: shadow.against,
    tenant: config.tenant,
    actor: automaton,
    reason: note.slice(0, 500),
  });
}

function fail(draft: Draft, shadow: LiveTrial, code: 'shadow-failed' | 'shadow-timed-out', why: string): void {
  draft.state.shadow = null;
  const note = `version ${shadow.version} ${why}`;
  dropChallenger(draft, shadow, automaton, note.slice(0, 500));
  draft.note('settled', [code], shadow.generation, note);
  draft.notify({ event: 'shadow-failed', severity: 'soft', text: note });
  // A version that was not scored is not a worse one: no reason for a rebuild.
  candidateFailed(draft, { escalates: code === 'shadow-failed' });
}

function supersede(draft: Draft, shadow: LiveTrial, version: string): void {
  draft.state.shadow = null;
  rememberDropped(draft, shadow.version);
  const note = `the shadow of ${shadow.version} ends: version ${version} takes its place`;
  draft.note('settled', ['superseded'], shadow.generation, note);
}
