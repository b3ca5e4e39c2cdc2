import { isHeldBack } from './may-replace.ts';
import { candidateFailed } from './candidate-failed.ts';
import { refusalOfPlace } from './another-champion.ts';
import { outcomeClause } from '../outcome/outcome-words.ts';
import { outcomeOf } from '../outcome/outcome-of.ts';
import { retrainIdOf } from '../../terms/model-id.ts';
import { timeText } from '../../terms/time-text.ts';
import { excerpt } from '../../terms/visible-text.ts';
import { knownRegistry } from '../launch/registry-trouble.ts';
import type { Approval, Challenger, LastRetrain, MonitorState } from '../state/state.ts';
import type { Command, Refusal } from '../state/events.ts';
import type { Draft } from '../state/draft.ts';

/** Who acts where no person does. */
export const automaton = 'temporal-retrain';

/** A challenger waits for a person from now on; one that waited before is superseded. */
export function openApproval(draft: Draft, { generation, version, against, report }: Challenger): void {
  const { state, now } = draft;
  const { timeoutMs, reminderMs, onTimeout } = state.config.retrain.approval;
  replaceApproval(draft, version);
  state.approval = {
    generation,
    version,
    against,
    ...(report ? { report } : {}),
    since: now,
    timeoutAt: timeoutMs === null ? null : now + timeoutMs,
    onTimeout,
    remindAt: reminderMs === null ? null : now + reminderMs,
    decided: null,
    tries: 0,
  };
}

/** Reminds people, and takes the default action when nobody has decided in time. Looked at before every event. */
export function checkApproval(draft: Draft): void {
  const { approval } = draft.state;
  if (!approval || approval.decided) return;
  const isOver = approval.timeoutAt !== null && approval.timeoutAt <= draft.now;
  if (isOver && !(approval.onTimeout === 'promote' && isHeldBack(draft.state))) return timeOut(draft, approval);
  if (approval.remindAt === null || approval.remindAt > draft.now) return;
  remind(draft, approval);
}

/** When it has to be looked at again; `null` when only a person can move it. */
export function approvalDueAt(state: MonitorState): number | null {
  const { approval } = state;
  if (!approval || approval.decided) return null;
  const { remindAt } = approval;
  const timeoutAt = approval.onTimeout === 'promote' && isHeldBack(state) ? null : approval.timeoutAt;
  return timeoutAt === null || remindAt === null ? (timeoutAt ?? remindAt) : Math.min(timeoutAt, remindAt);
}

/** Why an approval or rejection does not count: no actor, no challenger, another one, already decided, or too late. */
export function refusalOfReview(state: MonitorState, command: Command): Refusal | undefined {
  const { approval, judged, lastRetrain, shadow } = state;
  if (command.actor === '') return { code: 'by-nobody', text: 'Expected `actor` to say who asks, got nothing' };
  if (approval?.decided) {
    const { actor, at } = approval.decided;
    const text = `Version ${approval.version} was approved by ${actor} at ${timeText(at)} and is being promoted`;
    return { code: 'already-approved', text };
  }
  if (approval)
    return anotherWaits(state, command, approval.version, 'wait for approval') ?? refusalOfPlace(state, command);
  if (shadow?.decided) {
    const text = `Version ${shadow.version} has passed its shadow and is being promoted`;
    return { code: 'already-approved', text };
  }
  if (shadow && command.name === 'approve') {
    const text = `Version ${shadow.version} is still being scored in shadow; it is promoted when that ends well`;
    return { code: 'in-shadow', text };
  }
  if (shadow) return anotherWaits(state, command, shadow.version, 'run in shadow');
  if (!judged || (lastRetrain && lastRetrain.generation > judged.generation)) {
    const last = lastRetrain ? `: ${endOf(lastRetrain, state)}` : '';
    return { code: 'nothing-waiting', text: `No challenger is waiting for approval${last}` };
  }
  const { version, outcome, actor, at } = judged;
  if (outcome === 'timed-out') {
    const text = `No challenger is waiting for approval: the time to approve version ${version} ended at ${timeText(at)}`;
    return { code: 'timed-out', text };
  }
  const text = `No challenger is waiting for approval: version ${version} was ${outcome} by ${actor} at ${timeText(at)}`;
  return { code: outcome === 'superseded' ? 'nothing-waiting' : `already-${outcome}`, text };
}

/** The way for a version that waits no longer, or never did, after a semicolon; nothing for the one that serves. */
export function adoptInstead({
  model,
  champion,
  version,
}: {
  model: string;
  champion: string | null;
  version: string;
}): string {
  return version === champion
    ? ''
    : `; \`temporal-retrain monitor adopt ${model} ${version}\` makes ${version} the champion all the same`;
}

/** A refused review is no secret: who tried what stays in the ledger, once in a row. */
export function recordRefusal(draft: Draft, command: Command, refusal: Refusal): void {
  const by = command.actor === '' ? 'nobody' : command.actor;
  const note = `${command.name} by ${by} refused: ${refusal.text}`;
  if (draft.state.ledger.at(-1)?.note === note) return;
  draft.note('none', [`${command.name}-refused`, refusal.code], draft.state.approval?.generation ?? null, note);
}

interface Approving {
  actor: string;
  comment: string;
  inPlaceOf?: string;
}

/** Has the challenger promoted; it goes on waiting until the registry says that it serves. */
export function approve(draft: Draft, { actor, comment, inPlaceOf }: Approving): void {
  const { approval, config } = draft.state;
  if (!approval) return;
  const retrainId = retrainIdOf(config.model, approval.generation);
  draft.state.approval = { ...approval, decided: { at: draft.now, actor, comment } };
  draft.note(
    'settled',
    ['approved'],
    approval.generation,
    `challenger ${approval.version} approved by ${actor}${comment ? `: ${comment}` : ''}`
  );
  draft.effects.push({
    type: 'promote',
    model: config.model,
    ...knownRegistry(draft.state),
    retrainId,
    // A promotion that was undone has used its key up.
    changeId: `${retrainId}/promote${approval.tries > 0 ? `/${approval.tries}` : ''}`,
    version: approval.version,
    generation: approval.generation,
    ...placeOf(approval, actor, inPlaceOf),
    tenant: config.tenant,
    actor,
    reason: comment || 'approved',
  });
}

export function reject(draft: Draft, { actor, comment }: { actor: string; comment: string }): void {
  const { approval } = draft.state;
  if (!approval) return;
  dropChallenger(draft, approval, actor, comment || 'rejected');
  closeApproval(draft, 'rejected', actor, comment);
  candidateFailed(draft);
  const note = `challenger ${approval.version} rejected by ${actor}${comment ? `: ${comment}` : ''}`;
  draft.note('settled', ['rejected'], approval.generation, note);
  draft.notify({ event: 'challenger-rejected', text: note });
}

/** The registry could not promote, and nothing has moved: people may decide again. */
export function promotionFailed(draft: Draft, why: (version: string) => string): void {
  const { approval } = draft.state;
  if (!approval?.decided) return;
  // A default action that cannot be carried out is not tried for ever: from now on a person decides.
  draft.state.approval = { ...approval, decided: null, tries: approval.tries + 1, timeoutAt: null };
  draft.note('settled', ['promotion-failed'], approval.generation, why(approval.version));
}

/** No challenger waits from now on; its outcome is kept until the next one. */
export function closeApproval(
  draft: Draft,
  outcome: 'approved' | 'rejected' | 'timed-out' | 'superseded',
  actor: string,
  comment: string
): void {
  const { approval } = draft.state;
  if (!approval) return;
  const { generation, version } = approval;
  if (outcome !== 'approved') rememberDropped(draft, version);
  draft.state.judged = { generation, version, outcome, actor, comment: comment.slice(0, 200), at: draft.now };
  draft.state.approval = null;
}

/** Another version takes the place of the one that waits for a person, which can be adopted and no longer approved. */
export function replaceApproval(draft: Draft, by: string): void {
  const { approval } = draft.state;
  if (!approval) return;
  const { generation, version, decided } = approval;
  closeApproval(draft, 'superseded', automaton, `by version ${by}`);
  // One that is approved is being promoted, and serves in a moment.
  if (!decided) noteReplaced(draft, { generation, version }, by);
}

/** What became of a version that waited for a person. */
export function noteReplaced(
  draft: Draft,
  { generation, version }: Pick<Approval, 'generation' | 'version'>,
  by: string
): void {
  if (!draft.state.notesReplaced) return;
  draft.note(
    'settled',
    ['superseded'],
    generation,
    `version ${version} no longer waits for approval: version ${by} takes its place`
  );
}

// --- internal ---

/** What has become of it by now, which runs of before do not tell: their ledger has how it ended. */
function endOf(last: LastRetrain, state: MonitorState): string {
  if (state.edition < 3) return `the last retrain (generation ${last.generation}) ${outcomeClause(last.status)}`;
  return `the last one, retrain ${last.generation}, ${outcomeClause(outcomeOf(last, state))}`;
}

/** By default only in place of what it was shown to be better than; a person may know more, and may say of what. */
function placeOf({ against }: Approval, actor: string, inPlaceOf: string | undefined): { expected?: string | null } {
  if (inPlaceOf !== undefined) return { expected: inPlaceOf };
  return actor === automaton && against !== undefined ? { expected: against } : {};
}

/** Somebody who looked at one version must not decide on another that has taken its place since. */
function anotherWaits(
  { config, champion, notesReplaced }: MonitorState,
  command: Command,
  waits: string,
  does: string
): Refusal | undefined {
  const lookedAt = command.name === 'approve' || command.name === 'reject' ? command.version : undefined;
  if (lookedAt === undefined || lookedAt === waits) return undefined;
  const about = { model: config.model, champion, version: excerpt(lookedAt, 80) };
  // A refusal stands in the ledger, and what fits into that may decide what a run issues: those of before go on.
  const all = command.name === 'approve' && notesReplaced ? adoptInstead(about) : '';
  const text = `Version ${about.version} does not ${does}: ${waits} does; look at that one first${all}`;
  return { code: 'another-version', text };
}

function remind(draft: Draft, approval: Approval): void {
  const { state, now } = draft;
  const { reminderMs } = state.config.retrain.approval;
  state.approval = { ...approval, remindAt: reminderMs === null ? null : now + reminderMs };
  const { version, timeoutAt, onTimeout } = approval;
  const then = timeoutAt === null ? '' : `; at ${timeText(timeoutAt)} it is ${pastOf(onTimeout)} by default`;
  draft.notify({
    event: 'approval-reminder',
    text: `version ${version} has been waiting for approval since ${timeText(approval.since)}${then}`,
  });
}

function timeOut(draft: Draft, approval: Approval): void {
  if (approval.onTimeout === 'promote' && isHeldBack(draft.state)) return;
  const { version, generation, onTimeout } = approval;
  const text = `nobody decided on version ${version} in time: ${pastOf(onTimeout)} by default`;
  draft.note('settled', ['approval-timed-out', pastOf(onTimeout)], generation, text);
  draft.notify({ event: 'approval-timed-out', text });
  if (onTimeout === 'promote') return approve(draft, { actor: automaton, comment: 'nobody decided in time' });
  dropChallenger(draft, approval, automaton, 'nobody decided in time');
  closeApproval(draft, 'timed-out', automaton, '');
  // It had passed its gate, so a rebuild is not called for; but without people the next one would come to nothing too.
  candidateFailed(draft, { escalates: false });
}

/** Values of this version are ignored until it serves or is a challenger again. */
export function rememberDropped({ state }: Draft, version: string): void {
  state.dropped = [...state.dropped.filter((one) => one !== version), version].slice(-20);
}

/** Asks the registry to remove the alias; values of that version are ignored from now on. */
export function dropChallenger(
  draft: Draft,
  { generation, version }: { generation: number; version: string },
  actor: string,
  reason: string,
  more: { superseded?: true } = {}
): void {
  const { model } = draft.state.config;
  const retrainId = retrainIdOf(model, generation);
  rememberDropped(draft, version);
  draft.effects.push({
    type: 'reject-challenger',
    model,
    ...knownRegistry(draft.state),
    changeId: `${retrainId}/reject`,
    version,
    ...more,
    actor,
    reason,
  });
}

function pastOf(onTimeout: Approval['onTimeout']): string {
  return onTimeout === 'promote' ? 'promoted' : 'rejected';
}
