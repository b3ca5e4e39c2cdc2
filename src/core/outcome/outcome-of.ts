import { becameOf } from './became-of.ts';
import type { LastRetrain, MonitorState } from '../state/state.ts';

/** What became of a retrain, and of its version after it had ended. */
export function outcomeOf({ generation, status, version }: LastRetrain, state: MonitorState): string {
  const { ledger, judged, approval, shadow, undone } = state;
  return becameOf(status, {
    generation,
    decisions: ledger.filter((one) => one.generation === generation).toReversed(),
    judged,
    hasServed: version !== null && servedOf(state).includes(version),
    wasRolledBack: version !== null && undone.includes(version),
    waiting: approval?.generation ?? null,
    inShadow: shadow?.generation ?? null,
  });
}

/** Versions that have served, as far as the monitor knows; the champion last. */
export function servedOf({ retired, champion }: Pick<MonitorState, 'retired' | 'champion'>): string[] {
  return [...retired, ...(champion === null ? [] : [champion])];
}
