import { excerpt } from '../../terms/visible-text.ts';
import { adoptionText, askForAdoption } from '../champion/adoption.ts';
import { askForRetrain } from './ask-for-retrain.ts';
import { cancelRetrain, refusalOfCancel } from './cancel-retrain.ts';
import { lateness, recordLate } from './late.ts';
import { mark, refusalOfMark } from './mark.ts';
import { isObeyed, rememberObeyed } from './obeyed.ts';
import { lookSoon } from '../launch/registry-trouble.ts';
import { parseSemVer } from '../../terms/semver.ts';
import { refusalToKeep } from '../candidate/refusal-to-tell.ts';
import { approve, recordRefusal, refusalOfReview, reject } from '../candidate/approval.ts';
import { changePolicy } from './change-policy.ts';
import { rejectShadow } from '../candidate/shadow.ts';
import { rollBack, rollbackText } from '../champion/rollback.ts';
import { evaluateRules } from '../launch/rules.ts';
import { expire } from '../launch/expire.ts';
import { policySizeFault } from '../bounds/policy-size.ts';
import { shrinkCooldown } from '../launch/cooldown.ts';
import { stands } from '../launch/raise.ts';
import type { Command } from '../state/events.ts';
import type { Draft } from '../state/draft.ts';
import type { MonitorState } from '../state/state.ts';

/** Why the monitor would refuse a command now; `undefined` when it would obey. Pure, no change. */
export function refusalOf(state: MonitorState, command: Command): string | undefined {
  if (state.phase === 'stopped') return 'The monitor has been stopped; start it again to use it';
  switch (command.name) {
    case 'pause':
      return state.phase === 'paused'
        ? `The monitor is already paused, by ${state.pausedBy?.actor ?? 'somebody'}`
        : undefined;
    case 'resume':
      return state.phase === 'active' ? 'The monitor is not paused' : undefined;
    case 'retrain':
      if (state.phase === 'paused' && !command.respectHolds)
        return 'The monitor is paused; resume it before you ask for a retrain';
      if (state.registry.trouble?.kind === 'champion-lost' && !command.withoutChampion)
        return `Nothing is trained: ${state.registry.trouble.text}`;
      return undefined;
    case 'cancel':
      return refusalOfCancel(state, command);
    case 'approve':
    case 'reject':
      return refusalOfReview(state, command)?.text;
    case 'release':
      return state.incident.breakerOpenedAt === null ? 'The circuit breaker is not open' : undefined;
    case 'forget-segment':
      return refusalOfForgetting(state, command.segment);
    case 'policy':
      if (command.config.model !== state.config.model)
        return `Expected the policy to be for \`${state.config.model}\`, got one for \`${command.config.model}\``;
      return anotherRevision(state, command) ?? policySizeFault(command.config, command.policy)?.text;
    case 'rollback':
      return beingMoved(state);
    case 'adopt':
      if (!parseSemVer(command.version))
        return `Expected \`version\` to be one of the registry, such as 1.4.0, got \`${excerpt(command.version, 80)}\``;
      return beingMoved(state);
    case 'mark':
      return refusalOfMark(state, command.target);
    case 'stop':
      return undefined;
  }
}

/**
 * Whether a command would be refused for a trouble that may be over by now: the registry is asked anew because of it,
 * so that the next try is obeyed. Runs of before wait for their next look.
 */
export function asksRegistryAnew(state: MonitorState, command: Command): boolean {
  if (state.edition < 3 || command.name !== 'retrain' || state.registry.trouble?.kind !== 'champion-lost') return false;
  const well = { ...state, registry: { ...state.registry, trouble: null } };
  return refusalOf(state, command) !== undefined && refusalOf(well, command) === undefined;
}

/**
 * Obeys a command. It changes nothing if it would be refused now: the state may have changed since the validator ran.
 * One that was obeyed before is not obeyed again.
 */
export function obey(draft: Draft, command: Command): void {
  if (isObeyed(draft.state, command)) return;
  const late = lateness(command, draft.now);
  if (late !== undefined) return recordLate(draft, command, late);
  if (refusalOf(draft.state, command) !== undefined) {
    if (asksRegistryAnew(draft.state, command)) lookSoon(draft);
    const refusal = refusalToKeep(draft.state, command);
    if ((command.name === 'approve' || command.name === 'reject') && refusal) recordRefusal(draft, command, refusal);
    return;
  }
  rememberObeyed(draft, command);
  // What is said of the past changes nothing that the registry would have to confirm.
  if (command.name === 'mark') return mark(draft, command);
  lookSoon(draft);
  switch (command.name) {
    case 'pause':
      draft.state.phase = 'paused';
      draft.state.pausedBy = { at: draft.now, actor: command.actor, comment: command.comment };
      return announce(draft, 'paused', command);
    case 'resume':
      draft.state.phase = 'active';
      draft.state.pausedBy = null;
      return announce(draft, 'resumed', command);
    case 'stop':
      draft.state.phase = 'stopped';
      for (const series of Object.values(draft.state.series)) draft.dropSeries(series);
      for (const metric of draft.state.unheard) draft.dropUnheard(metric);
      return announce(draft, 'stopped', command);
    case 'retrain':
      return askForRetrain(draft, command);
    case 'cancel':
      return cancelRetrain(draft, command);
    case 'approve':
      return approve(draft, command);
    case 'reject':
      return draft.state.approval ? reject(draft, command) : rejectShadow(draft, command);
    case 'release':
      draft.state.incident = { failures: 0, escalated: true, breakerOpenedAt: null };
      shrinkCooldown(draft);
      return announce(draft, 'breaker-released', command);
    case 'rollback':
      return rollBack(draft, command);
    case 'adopt':
      return askForAdoption(draft, command);
    case 'forget-segment':
      return forgetSegment(draft, command);
    case 'policy':
      changePolicy(draft, command);
      return announce(draft, 'policy-changed', command);
  }
}

// --- internal ---

/** Somebody who looked at one policy must not overwrite another that has taken its place since. */
function anotherRevision({ policyRevision }: MonitorState, { revision }: { revision?: number }): string | undefined {
  if (revision === undefined || revision === policyRevision) return undefined;
  return `The policy has been changed meanwhile: it has revision ${policyRevision}, and ${revision} was looked at; look again`;
}

function beingMoved({ rollback, adoption }: MonitorState): string | undefined {
  if (rollback) return rollbackText(rollback);
  return adoption ? adoptionText(adoption) : undefined;
}

function announce(
  draft: Draft,
  event: 'paused' | 'resumed' | 'stopped' | 'policy-changed' | 'breaker-released',
  command: Command
): void {
  const { actor, comment } = command;
  const text = `${command.name} by ${actor}${comment ? `: ${comment}` : ''}`;
  draft.record({
    decision: 'none',
    reasonCodes: [command.name],
    note: text,
  });
  draft.notify({ event, text, ...draft.takeDropped() });
}

function refusalOfForgetting(state: MonitorState, segment: string): string | undefined {
  const seen = [...new Set(Object.values(state.series).map((one) => one.segment))].filter((one) => one !== '');
  if (seen.includes(segment)) return undefined;
  const some = seen.slice(0, 10).map((one) => `\`${excerpt(one, 40)}\``);
  const more = seen.length > some.length ? ` and ${seen.length - some.length} more` : '';
  const known = seen.length === 0 ? 'it has seen none' : `it has seen ${some.join(', ')}${more}`;
  return `Expected \`segment\` to be one that the monitor has seen, got \`${excerpt(segment, 128)}\`; ${known}`;
}

function forgetSegment(draft: Draft, command: Extract<Command, { name: 'forget-segment' }>): void {
  const { state } = draft;
  const { segment, actor, comment } = command;
  const text = `segment ${segment} forgotten by ${actor}${comment ? `: ${comment}` : ''}`;
  draft.note('none', ['forget-segment'], null, text);
  for (const series of Object.values(state.series)) if (series.segment === segment) draft.dropSeries(series);
  const stood = state.triggers.filter((trigger) => stands(state, trigger));
  state.series = Object.fromEntries(Object.entries(state.series).filter(([, series]) => series.segment !== segment));
  evaluateRules(draft);
  const gone = stood.filter((trigger) => !stands(state, trigger));
  expire(draft, gone, 'segment-forgotten');
  draft.notify({ event: 'segment-forgotten', text, ...draft.takeDropped() });
}
