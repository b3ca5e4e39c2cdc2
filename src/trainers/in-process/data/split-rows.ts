import type { DataWindow } from '../../../core/state/lineage.ts';
import type { DataSelection } from '../../trainer.ts';

/** Half-open range of row numbers. */
export interface Rows {
  from: number;
  to: number;
}

/** The rows of a selection. Oldest to newest: fit, validation, holdout; nothing lies between them. */
export interface RowSplit {
  fit: Rows;
  /** Newest 20 % of the training rows: scored, never fitted. */
  validation: Rows;
  holdout: Rows;
}

/**
 * Applies a selection to rows in the order of their event times. `to`, `from`, `lastMs` and `lastSamples` together
 * bound what the run may use; the newest `holdoutSamples` of that are held out (all of it when there are fewer), the
 * rest is for training.
 */
export function splitRows(times: Float64Array, data: DataSelection): RowSplit {
  const end = data.to === null ? times.length : firstAfter(times, data.to);
  const newest = data.to ?? times[end - 1] ?? 0;
  const start = Math.min(
    end,
    Math.max(
      data.from === undefined ? 0 : firstAfter(times, data.from),
      data.lastMs === undefined ? 0 : firstNotBefore(times, newest - data.lastMs),
      data.lastSamples === undefined ? 0 : end - data.lastSamples
    )
  );
  const heldOut = Math.max(start, end - data.holdoutSamples);
  const validated = heldOut - Math.floor((heldOut - start) * validationShare);
  return {
    fit: { from: start, to: validated },
    validation: { from: validated, to: heldOut },
    holdout: { from: heldOut, to: end },
  };
}

/** The event times that a range of rows spans. */
export function windowOf(times: Float64Array, { from, to }: Rows): DataWindow {
  return {
    from: to > from ? (times[from] ?? null) : null,
    to: to > from ? (times[to - 1] ?? null) : null,
    samples: to - from,
  };
}

// --- internal ---

const validationShare = 0.2;

function firstAfter(times: Float64Array, time: number): number {
  return bisect(times, (at) => at <= time);
}

function firstNotBefore(times: Float64Array, time: number): number {
  return bisect(times, (at) => at < time);
}

function bisect(times: Float64Array, isBefore: (time: number) => boolean): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(times[middle] as number)) low = middle + 1;
    else high = middle;
  }
  return low;
}
