import { registryRead } from '../launch/registry-trouble.ts';
import { openCandidate } from './shadow.ts';
import { readRecalled } from '../wire/registry-answers.ts';
import { refuse } from '../state/refuse.ts';
import type { Draft } from '../state/draft.ts';
import type { MonitorEvent } from '../state/events.ts';

/** The registry has told what there is; a challenger that waited when an earlier monitor was stopped waits again. */
export function recalled(draft: Draft, event: Extract<MonitorEvent, { type: 'recalled' }>): void {
  const { state } = draft;
  const answer = readRecalled(event);
  if (typeof answer === 'string') return refuse(draft, answer);
  const { champion, generation, challenger } = answer;
  state.recalled = true;
  state.champion = champion;
  state.generation = Math.max(state.generation, generation);
  if (event.registry) registryRead(draft, event.registry);
  if (!challenger || challenger.version === champion || state.approval || state.shadow) return;
  openCandidate(draft, challenger);
  const text = `version ${challenger.version} is still the challenger: it waits anew`;
  draft.note('settled', ['challenger-recalled'], challenger.generation, text);
  if (state.approval) draft.notify({ event: 'approval-needed', text });
}
