import type { Draft } from './draft.ts';

/** Counts a batch that cannot be used and keeps the reason; a monitor never stops over one. */
export function refuse(draft: Draft, reason: string): void {
  draft.state.counts.refusedBatches += 1;
  draft.state.refused = [...draft.state.refused, { at: draft.now, reason: reason.slice(0, 300) }].slice(-20);
}

/** Keeps a reason without counting a refused batch: the rest of the batch was good. */
export function refuseQuietly(draft: Draft, reason: string): void {
  const last = draft.state.refused.at(-1);
  if (last?.reason === reason) return;
  draft.state.refused = [...draft.state.refused, { at: draft.now, reason }].slice(-20);
}
