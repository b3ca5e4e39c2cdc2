import { medianOf } from '../row.ts';
import type { Change } from './families.ts';

/** What became of the changes of one stream, or of many. */
export interface Tally {
  found: number;
  missed: number;
  falseAlarms: number;
  /** Further alarms for a change that was already found: neither right nor wrong. */
  duplicates: number;
  delays: number[];
}

/**
 * A change at c opens the window [c, c + width + tolerance), cut at the next change. The first alarm inside finds it;
 * alarms outside every window are false.
 */
export function tally(alarms: readonly number[], changes: readonly Change[], length: number, tolerance: number): Tally {
  const result: Tally = { found: 0, missed: 0, falseAlarms: 0, duplicates: 0, delays: [] };
  let inside = 0;
  changes.forEach(({ at, width }, k) => {
    const end = Math.min(at + width + tolerance, changes[k + 1]?.at ?? length);
    const here = alarms.filter((i) => i >= at && i < end);
    inside += here.length;
    if (here[0] === undefined) {
      result.missed += 1;
      return;
    }
    result.found += 1;
    result.delays.push(here[0] - at);
    result.duplicates += here.length - 1;
  });
  result.falseAlarms = alarms.length - inside;
  return result;
}

export function sum(tallies: readonly Tally[]): Tally {
  const total: Tally = { found: 0, missed: 0, falseAlarms: 0, duplicates: 0, delays: [] };
  for (const one of tallies) {
    total.found += one.found;
    total.missed += one.missed;
    total.falseAlarms += one.falseAlarms;
    total.duplicates += one.duplicates;
    total.delays.push(...one.delays);
  }
  return total;
}

/** Precision, recall and their harmonic mean; delays over the changes that were found. */
export interface Quality {
  f1: number;
  precision: number;
  recall: number;
  meanDelay: number | null;
  medianDelay: number | null;
}

export function quality({ found, missed, falseAlarms, delays }: Tally): Quality {
  const precision = found > 0 ? found / (found + falseAlarms) : 0;
  const recall = found > 0 ? found / (found + missed) : 0;
  return {
    f1: found > 0 ? (2 * precision * recall) / (precision + recall) : 0,
    precision,
    recall,
    meanDelay: found > 0 ? delays.reduce((total, delay) => total + delay, 0) / found : null,
    medianDelay: found > 0 ? medianOf(delays) : null,
  };
}
