import { sortedQuantile } from '../../stats/quantile.ts';
import { isNumeric, type NumericPair, type Pair } from './pair.ts';
import { sum } from '../../stats/moments.ts';

/**
 * - `quantiles`: at the reference's quantiles, open at both ends; quantiles that coincide count once. Where that leaves
 *   none, as nearly all values are the same, what is below and what is above that value
 * - `equal-width`: over the range of both samples
 * - `sturges`: the same with Sturges' number of bins; every distinct value its own when the reference has at most 20
 *   (Evidently)
 * - `doane`: Doane's number over the reference's range, and a bin for values outside it (NannyML)
 * - `values`: every distinct value its own; labels always
 */
export type Binning = 'quantiles' | 'equal-width' | 'sturges' | 'doane' | 'values';

/** Counts by bin. */
export interface Binned {
  reference: number[];
  current: number[];
}

export function bin(pair: Pair, binning: Binning, bins: number): Binned {
  if (!isNumeric(pair) || binning === 'values') return { reference: pair.reference, current: pair.current };
  const distinct = pair.reference.filter((count) => count > 0).length;
  if (binning === 'sturges' && distinct <= fewValues) return { reference: pair.reference, current: pair.current };
  if (binning === 'quantiles') {
    const edges = quantileEdges(pair, bins);
    return between(pair, edges.length > 0 ? edges : edgesOfAtom(pair));
  }
  if (binning === 'equal-width') return between(pair, inner(rangeEdges(pair.values, bins)));
  if (binning === 'sturges')
    return between(pair, inner(rangeEdges(pair.values, Math.ceil(Math.log2(pair.n + pair.m) + 1))));
  return doane(pair);
}

/**
 * Whether relabelling leaves the bins where they are: then it is enough to relabel their counts. Bins that follow the
 * values of one sample must be laid anew, or that sample alone would fit them.
 */
export function isFixedBinning(pair: Pair, binning: Binning): boolean {
  return binning === 'equal-width' || binning === 'values' || !isNumeric(pair);
}

/**
 * Whether every bin that holds values may be expected to hold so many of each sample that a chi-square variable
 * describes the noise.
 */
export function isEveryBinFull(counts: Binned, { n, m }: Pair): boolean {
  const share = Math.min(n, m) / (n + m);
  return counts.reference.every((count, i) => {
    const pooled = count + (counts.current[i] as number);
    return pooled === 0 || pooled * share >= fullBin;
  });
}

// --- internal ---

/** Values of the smaller sample in a bin from which on bound and permutation agree (docs/detectors.md). */
const fullBin = 200;

/** Evidently 0.7.23 treats a numeric column with so few distinct values as categorical. */
const fewValues = 20;

/** Counts between inner edges; a value on an edge belongs to the bin above it. */
function between(pair: NumericPair, edges: readonly number[]): Binned {
  const reference = zeros(edges.length + 1);
  const current = zeros(edges.length + 1);
  let at = 0;
  pair.values.forEach((value, i) => {
    while (at < edges.length && value >= (edges[at] as number)) at += 1;
    reference[at] = (reference[at] as number) + (pair.reference[i] as number);
    current[at] = (current[at] as number) + (pair.current[i] as number);
  });
  return { reference, current };
}

/** Inner edges, each once. The outermost quantiles go too, as the bins they close are open. */
function quantileEdges(pair: NumericPair, bins: number): number[] {
  const upTo: number[] = [];
  pair.reference.forEach((count, i) => upTo.push(count + (upTo[i - 1] ?? 0)));
  const at = (index: number): number => pair.values[upTo.findIndex((below) => below > index)] as number;
  const edges = Array.from({ length: bins + 1 }, (_, i) => sortedQuantile(at, pair.n, i / bins));
  return inner(edges.filter((edge, i) => i === 0 || edge > (edges[i - 1] as number)));
}

/** About the most frequent value of the reference: it, and that of both samples which comes next. */
function edgesOfAtom({ values, reference }: NumericPair): number[] {
  let atom = 0;
  reference.forEach((count, i) => {
    if (count > reference[atom]!) atom = i;
  });
  return [...(atom > 0 ? [values[atom]!] : []), ...values.slice(atom + 1, atom + 2)];
}

/** Equal steps from the least to the greatest value; for a single value half a unit each way, like numpy. */
function rangeEdges(values: readonly number[], bins: number): number[] {
  const least = values[0] ?? 0;
  const greatest = values.at(-1) ?? 0;
  if (least === greatest) return [least - 0.5, greatest + 0.5];
  // Halves first, because the range itself may be beyond the largest number.
  const step = (greatest / 2 - least / 2) / (bins / 2);
  return Array.from({ length: bins + 1 }, (_, i) => (i === bins ? greatest : i * step + least));
}

/** Without the outermost two: values on or beyond them belong to the outermost bins. */
const inner = (edges: readonly number[]): number[] => edges.slice(1, -1);

function doane(pair: NumericPair): Binned {
  const seen = pair.values.filter((_, i) => (pair.reference[i] as number) > 0);
  const mean = sum(pair.values.map((x, i) => (x * (pair.reference[i] as number)) / pair.n));
  const moment = (k: number): number =>
    sum(pair.values.map((x, i) => ((x - mean) ** k * (pair.reference[i] as number)) / pair.n));
  const { n } = pair;
  const deviation = Math.sqrt(moment(2));
  const skewness = deviation > 0 ? moment(3) / deviation ** 3 : 0;
  const error = Math.sqrt((6 * (n - 2)) / ((n + 1) * (n + 3)));
  const bins = n > 2 && deviation > 0 ? Math.ceil(1 + Math.log2(n) + Math.log2(1 + Math.abs(skewness) / error)) : 1;
  const edges = rangeEdges(seen, bins);
  const least = edges[0] as number;
  const greatest = edges.at(-1) as number;
  const within = (x: number): boolean => x >= least && x <= greatest;
  const { reference, current } = between(
    { ...pair, current: pair.current.map((count, i) => (within(pair.values[i] as number) ? count : 0)) },
    inner(edges)
  );
  const outside = sum(pair.current.filter((_, i) => !within(pair.values[i] as number)));
  return { reference: [...reference, 0], current: [...current, outside] };
}

const zeros = (length: number): number[] => Array.from({ length }, () => 0);
