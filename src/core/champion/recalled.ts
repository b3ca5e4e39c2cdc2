import { askAgainIfOvertaken, registryRead } from '../launch/registry-trouble.ts';
import { automaton, closeApproval, rememberDropped } from '../candidate/approval.ts';
import { openCandidate } from '../candidate/shadow.ts';
import { readRecalled } from '../outcome/registry-answers.ts';
import { refuse, type Draft } from '../state/draft.ts';
import { restartBaseline } from './adopt.ts';
import type { Challenger } from '../state/state.ts';
import type { MonitorEvent } from '../state/events.ts';

/**
 * The registry has told what there is, and that is what counts: at a monitor's start, and after whatever made it doubt
 * what it knew. A challenger that waited when an earlier monitor was stopped waits again.
 */
export function recalled(draft: Draft, event: Extract<MonitorEvent, { type: 'recalled' }>): void {
  const { state } = draft;
  // It may have been read before a promotion or a rollback that the monitor knows of: the champion of then is old.
  if (askAgainIfOvertaken(draft)) return;
  const answer = readRecalled(event);
  if (typeof answer === 'string') return refuse(draft, answer);
  const { champion, generation, challenger } = answer;
  // What another registry than the monitor's own says is not true of the monitor's.
  if (event.registry && state.registry.id !== null && event.registry.id !== state.registry.id)
    return registryRead(draft, event.registry);
  state.recalled = true;
  serve(draft, champion);
  state.generation = Math.max(state.generation, generation);
  if (isWorthless(state.approval, challenger)) {
    const { approval } = state;
    closeApproval(draft, 'superseded', automaton, 'as the registry says');
    sayWorthless(draft, approval, 'waits for approval', challenger);
  }
  if (isWorthless(state.shadow, challenger)) {
    const { shadow } = state;
    rememberDropped(draft, shadow.version);
    state.shadow = null;
    sayWorthless(draft, shadow, 'is scored in shadow', challenger);
  }
  if (event.registry) registryRead(draft, event.registry);
  if (!challenger || challenger.version === champion || state.approval || state.shadow) return;
  openCandidate(draft, challenger);
  const text = `version ${challenger.version} is still the challenger: it waits anew`;
  draft.note('settled', ['challenger-recalled'], challenger.generation, text);
  if (state.approval) draft.notify({ event: 'approval-needed', text });
}

// --- internal ---

/** Another version serves than the monitor knew: what it was told of meanwhile is of no use. */
function serve(draft: Draft, champion: string | null): void {
  const { state } = draft;
  const before = state.champion;
  state.champion = champion;
  if (before === null || before === champion) return;
  const retired = state.retired.filter((one) => one !== champion && one !== before);
  state.retired = [...retired, before].slice(-20);
  state.probation = null;
  state.foundServing = null;
  restartBaseline(draft);
  draft.note(
    'settled',
    ['champion-recalled'],
    null,
    `${champion ?? 'no version'} serves in place of ${before}, as the registry says`
  );
}

/** Whoever was asked to decide is told that there is nothing left to decide on. */
function sayWorthless(
  draft: Draft,
  { generation, version }: { generation: number; version: string },
  what: string,
  challenger: Challenger | null | undefined
): void {
  const theirs = challenger ? `version ${challenger.version}` : 'none';
  const text = `version ${version} no longer ${what}: the registry's challenger is ${theirs}`;
  draft.note('settled', ['challenger-superseded'], generation, text);
  draft.notify({ event: 'challenger-superseded', text });
}

/** It waits here, but no longer in the registry. A version that is being promoted is about to leave both. */
function isWorthless<T extends { version: string; decided: unknown }>(
  waiting: T | null,
  challenger: Challenger | null | undefined
): waiting is T {
  return waiting !== null && !waiting.decided && waiting.version !== challenger?.version;
}
