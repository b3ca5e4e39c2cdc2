import { saturate } from '../stats/saturate.ts';

/**
 * Sums over the newest `width` values in O(log width) buckets: row r holds at most `rowSize - 1` buckets of 2^r values,
 * oldest first. Flat arrays, row r from index r * rowSize on, because they are fast and small as JSON.
 */
export interface ExponentialHistogram {
  width: number;
  total: number;
  /** Sum of squared deviations from the mean. */
  squares: number;
  /** A sum of squares has left the range of numbers: `squares` no longer means anything. */
  overflowed: boolean;
  rowSize: number;
  /** Buckets in each row. */
  counts: number[];
  totals: number[];
  /** Sum of squared deviations within each bucket. */
  spreads: number[];
}

/** The totals, or the spreads, of a row without buckets. */
export function emptyRow(rowSize: number): number[] {
  const row: number[] = [];
  for (let i = 0; i < rowSize; i++) row.push(0);
  return row;
}

/** Adds the newest value; a full row merges its two oldest buckets into the next row. */
export function addToHistogram(state: ExponentialHistogram, x: number): void {
  const { counts, totals, spreads } = state;
  const width = (state.width += 1);
  if (width > 1) {
    const deviation = x - state.total / (width - 1);
    state.squares += ((width - 1) * deviation * deviation) / width;
    if (!(state.squares <= Number.MAX_VALUE)) {
      state.overflowed = true;
      state.squares = Number.MAX_VALUE;
    }
  }
  state.total = saturate(state.total + x);
  const slot = counts[0] as number;
  totals[slot] = x;
  spreads[slot] = 0;
  counts[0] = slot + 1;
  if (slot + 1 === state.rowSize) compress(state);
}

/** Drops the oldest bucket. */
export function dropOldest(state: ExponentialHistogram): void {
  const { counts, totals, spreads, rowSize } = state;
  const row = counts.length - 1;
  const from = row * rowSize;
  const n = 2 ** row;
  const sum = totals[from] as number;
  state.width -= n;
  state.total = saturate(state.total - sum);
  const deviation = sum / n - state.total / state.width;
  const spread = (spreads[from] as number) + (n * state.width * deviation * deviation) / (n + state.width);
  state.squares = saturate(state.squares - saturate(spread));
  shift(state, row, 1);
  while (counts.length > 1 && counts.at(-1) === 0) {
    counts.pop();
    totals.length -= rowSize;
    spreads.length -= rowSize;
  }
}

// --- internal ---

function compress(state: ExponentialHistogram): void {
  const { counts, totals, spreads, rowSize } = state;
  for (let row = 0, n = 1; counts[row] === rowSize; row++, n *= 2) {
    if (row + 1 === counts.length) addRow(state);
    const from = row * rowSize;
    const to = (row + 1) * rowSize + (counts[row + 1] as number);
    const first = totals[from] as number;
    const second = totals[from + 1] as number;
    const deviation = first / n - second / n;
    totals[to] = saturate(first + second);
    spreads[to] = saturate((spreads[from] as number) + (spreads[from + 1] as number) + n * 0.5 * deviation * deviation);
    counts[row + 1] = (counts[row + 1] as number) + 1;
    shift(state, row, 2);
  }
}

function addRow(state: ExponentialHistogram): void {
  state.counts.push(0);
  for (let i = 0; i < state.rowSize; i++) {
    state.totals.push(0);
    state.spreads.push(0);
  }
}

/** Removes the `by` oldest buckets of a row. */
function shift(state: ExponentialHistogram, row: number, by: number): void {
  const { totals, spreads } = state;
  const from = row * state.rowSize;
  const left = (state.counts[row] as number) - by;
  state.counts[row] = left;
  for (let at = from; at < from + left; at++) {
    totals[at] = totals[at + by] as number;
    spreads[at] = spreads[at + by] as number;
  }
}
