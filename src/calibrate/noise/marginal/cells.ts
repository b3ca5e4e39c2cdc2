import { chiSquareTail } from '../../../stats/chi-square-tail.ts';
import { normalQuantile } from '../../../stats/normal.ts';

/** Chances of whole numbers from `first` on. */
export interface Cells {
  first: number;
  of: Float64Array;
}

/** Of a number that nothing makes likely; its share of all is none. */
export const negligible = 1e-18;

/** The logarithm of the chance of all of them together. */
export function likelihoodOf(counts: readonly number[], { first, of }: Cells): number {
  return counts.reduce(
    (sum, count, k) => (count === 0 ? sum : sum + count * Math.log(Math.max(of[k - first] ?? 0, negligible))),
    0
  );
}

/** Chi-square over cells of neighbours; and the smallest and the largest are about as far out as those of so many. */
export function fits(counts: readonly number[], chances: Cells, n: number, parameters: number): boolean {
  const { first, of } = chances;
  const seenFrom = counts.findIndex((count) => count > 0);
  if (!isExtreme(of.subarray(0, Math.max(0, seenFrom - first)), of[seenFrom - first], n)) return false;
  if (!isExtreme(of.subarray(Math.max(0, counts.length - first)), of[counts.length - 1 - first], n)) return false;
  let [sum, cells, expected, seen] = [0, 0, 0, 0];
  let left = n;
  const end = Math.max(counts.length, first + of.length);
  for (let k = 0; k < end; k++) {
    expected += n * (of[k - first] ?? 0);
    seen += counts[k] ?? 0;
    // What is left beyond must fill a cell too.
    if (expected < inCell || left - expected < inCell) continue;
    sum += (seen - expected) ** 2 / expected;
    cells += 1;
    left -= expected;
    [expected, seen] = [0, 0];
  }
  if (expected > 0) {
    sum += (seen - expected) ** 2 / expected;
    cells += 1;
  }
  return cells <= 1 + parameters || chiSquareTail(sum, cells - 1 - parameters) > misfit;
}

/** Which number is as rare as a score of a standard normal. */
export function numberAt(cells: Cells): (z: number) => number {
  const edges = edgesOf(cells);
  return (z) => cells.first + firstFrom(edges, z);
}

// --- internal ---

/** A score beyond all that are drawn. */
const beyondAll = 40;
/** Values that a chi-square test expects in each of its cells. */
const inCell = 5;
/** Of numbers that have these chances, so few are said not to. */
const misfit = 0.001;

/** Whether the outermost of so many counts may be where it is: neither far too far out, nor far too near. */
function isExtreme(beyond: Float64Array, own = 0, n: number): boolean {
  const further = n * beyond.reduce((a, b) => a + b, 0);
  return Math.exp(-further) > misfit && further + n * own > misfit;
}

/** The score up to which each count is drawn. */
function edgesOf({ of }: Cells): Float64Array {
  const edges = new Float64Array(of.length);
  let below = 0;
  for (let k = 0; k < of.length; k++) edges[k] = below += of[k]!;
  // From above, as one less a sum has no digits left.
  let above = 0;
  for (let k = of.length - 1; k >= 0; k--) {
    const upTo = edges[k]!;
    edges[k] = upTo < 0.5 ? scoreOf(upTo) : -scoreOf(above);
    above += of[k]!;
  }
  return edges;
}

function scoreOf(chance: number): number {
  return chance > 1e-300 ? normalQuantile(Math.min(1 - 1e-16, chance)) : -beyondAll;
}

function firstFrom(edges: Float64Array, z: number): number {
  let low = 0;
  let high = edges.length - 1;
  while (low < high) {
    const half = (low + high) >>> 1;
    if (z <= edges[half]!) high = half;
    else low = half + 1;
  }
  return low;
}
