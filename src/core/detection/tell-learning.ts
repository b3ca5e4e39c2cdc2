import { metricLabel } from '../../terms/metric-kinds.ts';
import type { Draft } from '../state/draft.ts';
import type { LearntAgain } from '../../detectors/detector.ts';
import type { Place } from '../state/series.ts';

/**
 * Says once that what a detector learned first did not hold, and that it has learned again: in the ledger, and to
 * people.
 */
export function tellLearning(draft: Draft, places: readonly Place[]): void {
  for (const { series, slot, detector } of places) {
    const again = detector.knows && hasLearntAgain(slot.state) ? detector.knows(slot.state).learntAgain : undefined;
    if (!again || series.told?.[slot.id] === again.t) continue;
    series.told = { ...series.told, [slot.id]: again.t };
    const where = series.segment ? ` in segment ${series.segment}` : '';
    const text = `${metricLabel(series.metric)}${where} by ${slot.id}: ${learntAgainText(again)}`;
    draft.note('none', ['learnt-again'], null, text);
    if (draft.state.tellsLearning) draft.notify({ event: 'learnt-again', text });
  }
}

/** `the first level, 0.8012, did not hold; it compares with 0.9312 since`. */
export function learntAgainText({ of, from, to }: LearntAgain): string {
  const [before, after] = [from, to].map((x) => Number(x.toPrecision(4)));
  if (of === 'spread')
    return `the first spread after a start, a deviation of about ${before}, did not hold; learned again, it is ${after} now`;
  return `the first level after a start, about ${before}, did not hold; learned again, it compares with ${after} now`;
}

// --- internal ---

/** Looked at for every batch, so without any cost where there is nothing. */
function hasLearntAgain(state: object): boolean {
  return 'learntAgain' in state || 'inner' in state;
}
