import type { Counted } from './two-sample-test.ts';

/**
 * Counts between fixed edges, or of labels. Processes collect them in parallel, add them up, and compare them with a
 * reference that was counted between the same edges. Plain JSON.
 */
export interface Histogram {
  /** Ascending inner edges of numbers; a value on an edge belongs to the bin above. `null` for labels. */
  edges: number[] | null;
  /** By bin, one more than edges; empty for labels. */
  counts: number[];
  /** By label; empty for numbers. */
  labels: Record<string, number>;
  /** Values that are not finite numbers, if numbers were expected. */
  ignored: number;
}

/**
 * An empty histogram that suits the reference: its quantiles as edges, or labels as soon as one of its values is a
 * string.
 *
 * @param bins of about equal share of the reference; KS can be off by one share. @default 100
 * @example
 * ```ts @import.meta.vitest
 * const one = addToCounts(histogramFor([1, 2, 3, 4], 2), [0, 9]);
 * const two = addToCounts(histogramFor([1, 2, 3, 4], 2), [9]);
 * expect(mergeCounts(one, two)).toEqual({ edges: [3], counts: [1, 2], labels: {}, ignored: 0 });
 * ```
 */
export function histogramFor(reference: readonly (number | string)[], bins = 100): Histogram {
  if (reference.some((value) => typeof value === 'string')) return { edges: null, counts: [], labels: {}, ignored: 0 };
  const sorted = reference.filter((value): value is number => Number.isFinite(value)).sort((a, b) => a - b);
  const edges: number[] = [];
  for (let k = 1; k < bins; k++) {
    const edge = sorted[Math.floor((k * sorted.length) / bins)];
    if (edge !== undefined && edge > (edges.at(-1) ?? sorted[0] ?? edge)) edges.push(edge);
  }
  return { edges, counts: Array.from({ length: edges.length + 1 }, () => 0), labels: {}, ignored: 0 };
}

/** A copy of the histogram with the values added. */
export function addToCounts(histogram: Histogram, values: readonly (number | string)[]): Histogram {
  const { edges } = histogram;
  const counts = histogram.counts.slice();
  const labels = new Map(Object.entries(histogram.labels));
  let { ignored } = histogram;
  for (const value of values)
    if (edges === null) labels.set(String(value), (labels.get(String(value)) ?? 0) + 1);
    else if (typeof value !== 'number' || !Number.isFinite(value)) ignored += 1;
    else {
      const bin = binOf(edges, value);
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
  return { edges, counts, labels: Object.fromEntries(labels), ignored };
}

/** The sum of two histograms, in any order. @throws RangeError when their edges differ */
export function mergeCounts(one: Histogram, other: Histogram): Histogram {
  if (JSON.stringify(one.edges) !== JSON.stringify(other.edges))
    throw new RangeError(
      `Expected both histograms to have the same edges, got ${one.edges?.length ?? 'no'} and ${other.edges?.length ?? 'no'} of them; make both from one reference`
    );
  const labels = new Map(Object.entries(one.labels));
  for (const [label, count] of Object.entries(other.labels)) labels.set(label, (labels.get(label) ?? 0) + count);
  return {
    edges: one.edges,
    counts: one.counts.map((count, i) => count + (other.counts[i] ?? 0)),
    labels: Object.fromEntries(labels),
    ignored: one.ignored + other.ignored,
  };
}

/** The input of the two-sample tests: a representative value for each bin, and its count. */
export function sampleOf({ edges, counts, labels }: Histogram): Counted {
  if (edges === null) return { values: Object.keys(labels), counts: Object.values(labels) };
  return { values: counts.map((_, bin) => standIn(edges, bin)), counts };
}

// --- internal ---

/** How many edges are at or below the value. */
function binOf(edges: readonly number[], value: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((edges[middle] as number) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The middle between two edges; beyond the outermost ones half a bin further. */
function standIn(edges: readonly number[], bin: number): number {
  const first = edges[0];
  const last = edges.at(-1);
  if (first === undefined || last === undefined) return 0;
  const half = edges.length > 1 ? (last - first) / (2 * (edges.length - 1)) : 0.5;
  if (bin === 0) return first - half;
  if (bin === edges.length) return last + half;
  const below = edges[bin - 1] as number;
  return below + ((edges[bin] as number) - below) / 2;
}
