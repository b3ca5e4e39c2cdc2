import { evaluateRules } from './launch/rules.ts';
import { expire } from './launch/expire.ts';
import { shed } from './bounds/shed.ts';
import { stands } from './launch/raise.ts';
import type { Draft } from './state/draft.ts';
import type { MonitorState } from './state/state.ts';

/**
 * Makes the state fit into so many bytes, where it does not, and says what that has cost: counted, noted and told.
 * Whoever heard of a drift in what is no longer watched hears that it is over.
 */
export function fitState(draft: Draft, maxBytes: number): void {
  const { state, gone } = shed(draft.state, maxBytes);
  if (gone.length === 0) return;
  const lost = Object.entries(draft.state.series).flatMap(([key, one]) => (key in state.series ? [] : [one]));
  const stood = draft.state.triggers.filter((trigger) => lost.length > 0 && stands(draft.state, trigger));
  for (const series of lost) draft.dropSeries(series);
  Object.assign(draft.state, state, { counts: { ...state.counts, shed: state.counts.shed + 1 } });
  if (lost.length > 0) evaluateRules(draft);
  const keys = new Set(stood.map(({ key }) => key));
  const unfounded = draft.state.triggers.filter((trigger) => keys.has(trigger.key) && !stands(draft.state, trigger));
  expire(draft, unfounded, 'state-shed');
  const text = `the state took more than ${Math.floor(maxBytes / 1_024)} KiB, and gave up ${gone.join(', ')}; ${keptText(unfounded)}`;
  draft.note('none', ['state-shed'], null, text);
  draft.notify({ event: 'state-shed', text, ...draft.takeDropped() });
  for (let more = draft.takeDropped(); more.subjects; more = draft.takeDropped())
    draft.notify({ event: 'state-shed', text: 'further streams that are no longer watched', ...more });
}

// --- internal ---

function keptText(unfounded: MonitorState['triggers']): string {
  const rest = 'that is wanted, under way or counted is lost';
  if (unfounded.length === 0) return `nothing ${rest}`;
  return `${unfounded.length} findings of those streams wait no longer, nothing else ${rest}`;
}
