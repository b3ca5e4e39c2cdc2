import type { Counted, Sample } from './two-sample-test.ts';
import { sum } from '../../stats/moments.ts';

/**
 * Two samples side by side: distinct values in ascending order (labels in the order of their code units), and counts.
 */
export interface Pair {
  values: readonly (number | string)[];
  reference: number[];
  current: number[];
  n: number;
  m: number;
  ignored: number;
}

/** Merges two samples. Without strings it is numeric; with any, numbers count as labels. */
export function pairOf(reference: Sample, current: Sample, kind: 'auto' | 'numeric' | 'categorical'): Pair {
  const labels = kind === 'categorical' || (kind === 'auto' && (hasLabels(reference) || hasLabels(current)));
  const counts = new Map<number | string, [number, number]>();
  let ignored = 0;
  for (const [side, sample] of [reference, current].entries())
    forEach(sample, (value, times) => {
      const key = labels ? String(value) : typeof value === 'number' ? value + 0 : Number(value);
      const usable = times > 0 && Number.isFinite(times) && (labels || Number.isFinite(key));
      if (!usable) {
        ignored += times > 0 && Number.isFinite(times) ? times : 0;
        return;
      }
      const entry = counts.get(key) ?? [0, 0];
      entry[side as 0 | 1] += times;
      counts.set(key, entry);
    });
  const values = [...counts.keys()].sort(labels ? byCodeUnits : (a, b) => (a as number) - (b as number));
  const rows = values.map((value): [number, number] => counts.get(value) ?? [0, 0]);
  const first = rows.map((row) => row[0]);
  const second = rows.map((row) => row[1]);
  return { values, reference: first, current: second, n: sum(first), m: sum(second), ignored };
}

export interface NumericPair extends Pair {
  values: readonly number[];
}

export function isNumeric(pair: Pair): pair is NumericPair {
  return typeof pair.values[0] !== 'string';
}

// --- internal ---

function isCounted(sample: Sample): sample is Counted {
  return !Array.isArray(sample);
}

function forEach(sample: Sample, visit: (value: number | string, times: number) => void): void {
  if (isCounted(sample)) sample.values.forEach((value, i) => visit(value, sample.counts[i] ?? 0));
  else for (const value of sample) visit(value, 1);
}

function hasLabels(sample: Sample): boolean {
  return (isCounted(sample) ? sample.values : sample).some((value) => typeof value === 'string');
}

function byCodeUnits(a: number | string, b: number | string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
