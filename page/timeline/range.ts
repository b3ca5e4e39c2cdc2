import { computed } from '@preact/signals';
import { address, goQuery } from '../app/route.ts';

/** A span of event time, epoch milliseconds. */
export interface Range {
  from: number;
  to: number;
}

/** What all charts of a monitor show; it stands in the address. `null`: everything. */
export const shownRange = computed<Range | null>(() => {
  const { searchParams } = address.value;
  const [from, to] = ['from', 'to'].map((name) => Date.parse(searchParams.get(name) ?? ''));
  return from !== undefined && to !== undefined && from < to ? { from, to } : null;
});

/** Shows another span; `null`: everything. */
export function showRange(range: Range | null): void {
  goQuery(
    { from: range ? iso(range.from) : undefined, to: range ? iso(Math.max(range.to, range.from + 1_000)) : undefined },
    { replace: true }
  );
}

// --- internal ---

function iso(at: number): string {
  return new Date(Math.round(at / 1_000) * 1_000).toISOString().replace('.000Z', 'Z');
}
