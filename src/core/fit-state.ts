import { evaluateRules } from './launch/rules.ts';
import { shed } from './bounds/shed.ts';
import type { Draft } from './state/draft.ts';

/** Makes the state fit into so many bytes, where it does not, and says what that has cost: counted, entered and told. */
export function fitState(draft: Draft, maxBytes: number): void {
  const { state, gone } = shed(draft.state, maxBytes);
  if (gone.length === 0) return;
  const hadSeries = Object.keys(draft.state.series).length;
  Object.assign(draft.state, state, { counts: { ...state.counts, shed: state.counts.shed + 1 } });
  if (Object.keys(state.series).length < hadSeries) evaluateRules(draft);
  const text = `the state took more than ${Math.floor(maxBytes / 1_024)} KiB, and gave up ${gone.join(', ')}; nothing that is wanted, under way or counted is lost`;
  draft.note('none', ['state-shed'], null, text);
  draft.notify({ event: 'state-shed', text });
}
