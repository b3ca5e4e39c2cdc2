import { autoregression } from './autoregression.ts';
import { findSeason } from './season.ts';

/** A span in which a stream was at another level than in most of its history. */
export interface Shift {
  from: number;
  to: number;
  /** How far, in standard deviations of the rest. */
  sd: number;
}

/**
 * Spans that look like a drift: of all spans, the one whose mean is furthest from the rest's, by the deviation that the
 * noise gives to a mean (its long-run variance, the middle one of eight parts, so that a drift does not hide behind
 * itself); as long as that is beyond what noise does in one history of a hundred. At most three, the clearest first.
 * Of two drifts that together take half of the history, calm spans may be named instead: nothing says what is usual.
 *
 * @param times ascending
 */
export function findShifts(times: Float64Array, values: Float64Array, stepMs: number): Shift[] {
  const found: Shift[] = [];
  const mean = values.reduce((sum, x) => sum + x, 0) / Math.max(1, values.length);
  const plain = values.map((x) => x - mean);
  const season = findSeason(times, plain, stepMs);
  let at = times;
  let rest = plain.map((x, i) => x - (season?.at(times[i]!) ?? 0));
  while (found.length < mostShifts && rest.length >= leastValues) {
    const span = clearest(withoutOutliers(rest));
    if (!span) break;
    const { from, to } = span;
    const outside = rest.filter((_, i) => i < from || i >= to);
    const level = outside.reduce((sum, x) => sum + x, 0) / outside.length;
    const deviation = Math.sqrt(outside.reduce((sum, x) => sum + (x - level) ** 2, 0) / outside.length);
    const inside = rest.slice(from, to).reduce((sum, x) => sum + x, 0) / (to - from);
    found.push({ from: at[from]!, to: at[to - 1]!, sd: (inside - level) / (deviation || 1) });
    at = at.filter((_, i) => i < from || i >= to);
    rest = outside;
  }
  return found;
}

// --- internal ---

const mostShifts = 3;
const leastValues = 500;
/** Spans begin and end between parts of the history; so many pairs of ends take a millisecond. */
const parts = 250;
/** In deviations of a mean. Of all spans of noise the furthest is 4.3 on average. */
const limit = 6.5;

interface Span {
  from: number;
  to: number;
}

function clearest(values: Float64Array): Span | undefined {
  const n = values.length;
  const noise = longRunDeviation(values);
  if (!(noise > 0)) return undefined;
  const edges = Array.from({ length: Math.min(parts, n) + 1 }, (_, k) => Math.round((k * n) / Math.min(parts, n)));
  const sums = cumulated(values);
  const rough = furthest(sums, edges, edges);
  if (rough.score / noise < limit) return undefined;
  // The ends themselves are within a part of it.
  const width = Math.ceil(n / parts);
  const near = (edge: number): number[] =>
    Array.from({ length: 2 * width + 1 }, (_, k) => Math.min(n, Math.max(0, edge - width + k)));
  const { from, to } = furthest(sums, near(rough.from), near(rough.to));
  // What is rarer was not usual; but a step has changed what comes after it, unless that is far more.
  if (from < n / 20 && to - from > n / 3) return { from: to, to: n };
  if (2 * (to - from) <= n || to > n - n / 20) return { from, to };
  return from >= n - to ? { from: 0, to: from } : { from: to, to: n };
}

/**
 * Values beyond two quartile distances from the quartiles are put there: of normal noise one in a thousand, in either
 * direction as far as the noise itself is long. A few single values of a long tail are no level.
 */
function withoutOutliers(values: Float64Array): Float64Array {
  const sorted = values.toSorted();
  const [low, high] = [0.25, 0.75].map((share) => sorted[Math.floor(share * (sorted.length - 1))]!) as [number, number];
  const reach = 2 * (high - low);
  // Where most values are the same one, the others are all there is.
  return reach > 0 ? values.map((x) => Math.max(low - reach, Math.min(high + reach, x))) : values;
}

function cumulated(values: Float64Array): Float64Array {
  const sums = new Float64Array(values.length + 1);
  for (let i = 0; i < values.length; i++) sums[i + 1] = sums[i]! + values[i]!;
  return sums;
}

function furthest(sums: Float64Array, starts: readonly number[], ends: readonly number[]): Span & { score: number } {
  const n = sums.length - 1;
  const mean = sums[n]! / n;
  let best = { from: 0, to: n, score: 0 };
  for (const from of starts)
    for (const to of ends) {
      const size = to - from;
      if (size < fewest || size > n - fewest) continue;
      const away = Math.abs(sums[to]! - sums[from]! - size * mean);
      const score = away / Math.sqrt(size * (1 - size / n));
      if (score > best.score) best = { from, to, score };
    }
  return best;
}

/** Fewer values are outliers, and say nothing of a level. */
const fewest = 8;
const pieces = 8;

/** The deviation of a sum of many values, over the root of their number. */
function longRunDeviation(values: Float64Array): number {
  const size = Math.floor(values.length / pieces);
  const variances = Array.from({ length: pieces }, (_, piece) => {
    const own = values.slice(piece * size, (piece + 1) * size);
    const mean = own.reduce((sum, x) => sum + x, 0) / size;
    const { weights, residuals } = autoregression(own.map((x) => x - mean));
    const variance = residuals.reduce((sum, e) => sum + e * e, 0) / Math.max(1, residuals.length);
    return (
      variance /
      (1 -
        Math.min(
          0.98,
          weights.reduce((sum, w) => sum + w, 0)
        )) **
        2
    );
  }).toSorted((a, b) => a - b);
  return Math.sqrt((variances[pieces / 2 - 1]! + variances[pieces / 2]!) / 2);
}
