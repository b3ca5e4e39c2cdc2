import type { ExponentialHistogram } from './exponential-histogram.ts';

/**
 * What one check of all cuts of an ADWIN window implies for the next few values, so that most checks need only the
 * newest cuts. With W values of mean c, and S the sum of (x - c) over k values since then:
 *
 *     cross = n1 sum0 - n0 sum1 = sum0 W - total n0         becomes cross (1 + k / W) - n0 S
 *     a cut fires only if |cross| > sqrt(2 L v n0 n1 W)     whose right side only grows
 *
 * so none of these cuts fires while |S| stays within the smallest room of any of them. It changes no result, is not
 * part of the state, and is rebuilt when missing.
 */
export interface Shortcut {
  delta: number;
  /** 2 L at that width; it only grows later. */
  factor: number;
  width: number;
  mean: number;
  total: number;
  /** Bound of |S|; below 0 if some cut is too close to firing. */
  room: number;
}

/** Most values that one full check serves for. */
const reach = 24;
/** Cuts with fewer values after them are checked every time: they move too fast. */
const youngest = 8;
/** Far beyond the rounding of any sum here, as a share of it. */
const slack = 1e-11;

/** Call it after all cuts were found harmless. */
export function shortcutOf(state: ExponentialHistogram, delta: number): Shortcut {
  const factor = 2 * Math.log((2 * Math.log(state.width)) / delta) * (1 - 1e-9);
  const product = factor * state.squares;
  const { width, total, squares, counts, totals, rowSize } = state;
  const margin = slack * width * (Math.sqrt(width * squares) + Math.abs(total));
  const growth = 1 + reach / width;
  let room = Number.MAX_VALUE;
  let n0 = 0;
  let sum0 = 0;
  let size = 2 ** (counts.length - 1);
  for (let row = counts.length - 1; row >= 0; row--) {
    const from = row * rowSize;
    for (let at = from; at < from + (counts[row] as number); at++) {
      n0 += size;
      sum0 += totals[at] as number;
      const n1 = width - n0;
      if (n1 < youngest) break;
      const cross = Math.abs(sum0 * width - total * n0);
      const here = (Math.sqrt(product * n0 * n1) - cross * growth - margin) / n0;
      if (here < room) room = here;
    }
    size /= 2;
  }
  return { delta, factor, width, total, mean: total / width, room };
}

/** Whether no cut can fire now; false means unknown. */
export function isHarmless(state: ExponentialHistogram, shortcut: Shortcut): boolean {
  const { width, total, squares, counts, totals, rowSize } = state;
  const since = width - shortcut.width;
  if (!(since > 0 && since <= reach)) return false;
  if (!(Math.abs(total - shortcut.total - since * shortcut.mean) < shortcut.room)) return false;
  const margin = slack * width * (Math.sqrt(width * squares) + Math.abs(total));
  const product = shortcut.factor * squares;
  const until = youngest + since;
  let n1 = 0;
  let sum1 = 0;
  let size = 1;
  for (let row = 0; row < counts.length; row++) {
    for (let at = row * rowSize + (counts[row] as number) - 1; at >= row * rowSize; at--) {
      n1 += size;
      if (n1 >= until) return true;
      sum1 += totals[at] as number;
      const cross = Math.abs(total * n1 - sum1 * width) + margin;
      if (cross * cross > product * n1 * (width - n1)) return false;
    }
    size *= 2;
  }
  return true;
}
