import { isExcluded } from '../../core/launch/quiet-hours.ts';
import { isMeasurement, type DecodedSeries } from '../../core/wire/batch.ts';
import type { Aside } from './played.ts';
import type { MetricPolicy } from '../../core/state/policy.ts';

/** What did not come in its line: out of order or too late, and in times that are excluded. */
export class Asides {
  readonly late: Aside = { at: [], value: [], heard: [] };
  readonly excluded: Aside = { at: [], value: [], heard: [] };

  /** @param newest the newest event time before; what is older came late */
  see({ exclude }: MetricPolicy, newest: number | undefined, { t0, dt, values }: DecodedSeries, now: number): void {
    let at = typeof dt === 'number' ? t0 - dt : t0;
    let last = newest ?? Number.NEGATIVE_INFINITY;
    for (const [i, value] of values.entries()) {
      at += typeof dt === 'number' ? dt : dt[i]!;
      if (!isMeasurement(value)) continue;
      if (exclude && isExcluded(exclude, at)) add(this.excluded, at, value, now);
      else if (at < last) add(this.late, at, value, now);
      else last = at;
    }
  }
}

// --- internal ---

const mostKept = 500;

function add({ at, value, heard }: Aside, time: number, x: number, now: number): void {
  at.push(time);
  value.push(x);
  heard.push(now);
  if (at.length <= mostKept) return;
  for (const column of [at, value, heard]) column.shift();
}
