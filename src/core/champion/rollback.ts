import { timeText } from '../../terms/time-text.ts';
import { knownRegistry } from '../launch/registry-trouble.ts';
import type { Draft } from '../state/draft.ts';
import type { MonitorState } from '../state/state.ts';

/** Has the registry go back from what serves now, whatever else is under way. */
export function rollBack(draft: Draft, { actor, comment }: { actor: string; comment: string }): void {
  const { state, now } = draft;
  const { model } = state.config;
  state.rollback = { at: now, actor };
  draft.note('none', ['rollback'], null, `rollback by ${actor}${comment ? `: ${comment}` : ''}`);
  // Who asks means the version that serves by now: one that is promoted in between is not theirs to undo.
  const from = state.foundServing ?? state.champion;
  draft.effects.push({
    type: 'roll-back',
    model,
    ...knownRegistry(state),
    changeId: `rollback/${model}/${now}`,
    ...(from === null ? {} : { from }),
    actor,
    reason: comment,
  });
}

export function rollbackText({ at, actor }: NonNullable<MonitorState['rollback']>): string {
  return `A rollback asked for by ${actor} at ${timeText(at)} is under way; it is done when the registry answers`;
}

/** What the registry says where no version that served before is left, and a client before it asks. */
export function noWayBack(model: string): { text: string; code: string } {
  const next = `choose a version with \`temporal-retrain monitor adopt ${model} <version>\``;
  return {
    text: `Model \`${model}\` has no previous champion to roll back to; ${next}`,
    code: 'no-previous-version',
  };
}

/** The registry could not go back: the version stays, with the usual detectors on it, and people know. */
export function rollBackFailed(draft: Draft, message: string, serves: string | null): void {
  const { probation, rollback, champion } = draft.state;
  draft.state.rollback = null;
  draft.state.foundServing = serves === champion ? null : serves;
  if (!probation?.decided) {
    const asked = rollback ? ` asked for by ${rollback.actor}` : '';
    return draft.note('none', ['rollback-failed'], null, `the rollback${asked} was not done: ${message}`);
  }
  draft.state.probation = null;
  const note = `version ${probation.version} could not be rolled back: ${message}`;
  draft.note('settled', ['rollback-failed'], probation.generation, note);
}
