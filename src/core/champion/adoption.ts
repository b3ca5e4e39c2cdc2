import { endIncident } from '../candidate/candidate-failed.ts';
import { adopt } from './adopt.ts';
import { readAdopted } from '../outcome/registry-answers.ts';
import { timeText } from '../../terms/time-text.ts';
import type { Command, MonitorEvent } from '../state/events.ts';
import type { Draft } from '../state/draft.ts';
import type { MonitorState } from '../state/state.ts';

/** Has the registry make a version the champion, whatever serves, is gone, or was put there by other means. */
export function askForAdoption(draft: Draft, command: Extract<Command, { name: 'adopt' }>): void {
  const { state, now } = draft;
  const { actor, comment, version } = command;
  const { model } = state.config;
  state.adoption = { at: now, actor, version, comment };
  draft.note('none', ['adopt'], null, `adoption of ${version} by ${actor}${comment ? `: ${comment}` : ''}`);
  draft.effects.push({ type: 'adopt', model, changeId: `adopt/${model}/${now}`, version, actor, reason: comment });
}

export function adoptionText({ at, actor, version }: NonNullable<MonitorState['adoption']>): string {
  return `The adoption of ${version} asked for by ${actor} at ${timeText(at)} is under way; it is done when the registry answers`;
}

/** What the registry says of a version that it has not, and a client before it asks; `there` newest first. */
export function unknownVersionText(wanted: {
  model: string;
  version: string;
  registry: string;
  there: readonly string[];
}): string {
  const { model, version, registry, there } = wanted;
  const found =
    there.length === 0
      ? `there is none; ask for one with \`temporal-retrain monitor retrain ${model}\``
      : `there are ${there.slice(0, 10).join(', ')}; name one of them`;
  return `Expected version \`${version}\` of \`${model}\` to be in registry \`${registry}\`, ${found}`;
}

/** The registry has done so: it is the monitor's from now on, and the version is its champion. */
export function adopted(draft: Draft, event: Extract<MonitorEvent, { type: 'adopted' }>): void {
  const { state, now } = draft;
  const answer = readAdopted(event);
  if (typeof answer === 'string') return adoptionFailed(draft, answer);
  const { version, previous, registry, release } = answer;
  const { adoption, approval, shadow, champion } = state;
  state.adoption = null;
  state.registry = { ...state.registry, id: registry, trouble: null, differs: null, checkAt: now };
  const waiting = [approval, shadow].find((one) => one?.version === version);
  if (champion !== version) adopt(draft, version, previous, waiting?.generation ?? null);
  // Its candidate has made it after all, unless it is on probation. Runs of before left the incident open.
  const madeIt = champion !== version && state.lastRetrain?.version === version && !state.probation;
  if (state.edition > 2 && madeIt) endIncident(draft);
  const note = `version ${version} adopted${adoption ? ` by ${adoption.actor}${adoption.comment ? `: ${adoption.comment}` : ''}` : ''}`;
  draft.note('settled', ['adopted'], waiting?.generation ?? null, note);
  draft.notify({
    event: 'adopted',
    severity: 'full',
    text: note,
    previousVersion: previous === version ? champion : previous,
    ...(release ? { release } : {}),
    ...draft.takeDropped(),
  });
  // Another version may go on waiting for approval: an alert of that must not end with this one.
  if (state.approval && state.repeatAt !== null) state.repeatAt = now;
}

export function adoptionFailed(draft: Draft, message: string): void {
  const { adoption } = draft.state;
  draft.state.adoption = null;
  if (adoption)
    draft.note('none', ['adoption-failed'], null, `the adoption of ${adoption.version} was not done: ${message}`);
}
