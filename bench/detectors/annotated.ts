import type { Change } from './families.ts';

/** A real series, and the places where each of several people saw it change. */
export interface AnnotatedSeries {
  name: string;
  values: number[];
  annotations: Record<string, number[]>;
}

/** The changes that at least half of the people saw, within `margin` values of each other. */
export function agreedChanges({ annotations }: AnnotatedSeries): Change[] {
  const people = Object.values(annotations);
  const places = [...new Set(people.flat())].sort((a, b) => a - b);
  const merged: number[] = [];
  for (const place of places) if (merged.length === 0 || place - merged.at(-1)! > margin) merged.push(place);
  return merged
    .filter(
      (place) =>
        2 * people.filter((seen) => seen.some((one) => Math.abs(one - place) <= margin)).length >= people.length
    )
    .map((at) => ({ at, width: 0 }));
}

/** How late an alarm may be: a tenth of the series, but 20 values. */
export function toleranceFor({ values }: AnnotatedSeries): number {
  return Math.max(20, Math.floor(0.1 * values.length));
}

// --- internal ---

const margin = 5;
