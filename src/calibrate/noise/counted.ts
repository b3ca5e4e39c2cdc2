import { countLaw, type CountLaw } from './marginal/count-law.ts';
import { marginalOf, type Marginal } from './marginal/marginal.ts';
import { shrinkFor } from './marginal/rounded-normal.ts';
import { normalCdf } from '../../stats/normal.ts';
import type { Rng } from '../../stats/rng.ts';

/** Values that are counts, or shares of a fixed number of rows, and do not depend on each other. */
export interface Counted {
  kind: CountLaw['kind'];
  draw(rng: Rng, count: number): Float64Array;
}

/**
 * The law of such values; `undefined` where they are none, or where one of rounded values is likelier.
 *
 * @param values that do not depend on each other
 * @param rows   of which each is a share, where that was sent
 */
export function countedOf(values: Float64Array, rows?: number): Counted | undefined {
  const unit = unitOf(values, rows);
  if (unit === undefined) return undefined;
  const numbers = values.map((x) => Math.round(x * unit.parts));
  const counts = Array<number>(largestOf(numbers) + 1).fill(0);
  for (const k of numbers) counts[k]! += 1;
  const law = countLaw(counts, unit.most);
  if (!law) return undefined;
  // By chance alone the spread of rounded values is hardly ever the one that follows from their mean.
  const isSure = unit.isSure || law.parameters === 1;
  if (!isSure && law.likelihood - law.parameters < likelihoodOfRounded(values, unit)) return undefined;
  return {
    kind: law.kind,
    draw: (rng, count) => Float64Array.from({ length: count }, () => law.at(rng.normal()) / unit.parts),
  };
}

// --- internal ---

interface Unit {
  /** So many make a value of 1. */
  parts: number;
  /** The largest count that is possible. */
  most: number;
  /** Whether they can hardly be rounded values. */
  isSure: boolean;
}

/** What the values count; `undefined` where it is nothing. */
function unitOf(values: Float64Array, rows: number | undefined): Unit | undefined {
  const isWhole = (parts: number): boolean =>
    values.every((x) => Math.abs(x * parts - Math.round(x * parts)) < 1e-9 * parts);
  if (values.some((x) => x < 0)) return undefined;
  if (isWhole(1)) return isOfOnes(values) ? { parts: 1, most: Infinity, isSure: false } : undefined;
  if (values.some((x) => x > 1)) return undefined;
  if (rows !== undefined && rows <= mostRows && isWhole(rows)) return { parts: rows, most: rows, isSure: true };
  const ascending = values.toSorted();
  let step = 1;
  for (let i = 1; i < ascending.length; i++) {
    const distance = ascending[i]! - ascending[i - 1]!;
    if (distance > 1e-9 && distance < step) step = distance;
  }
  // Of shares that are few and far apart the smallest distance may be that of several rows.
  const parts = [1, 2, 3, 4].map((times) => Math.round(times / step)).find(isWhole);
  if (parts === undefined || parts > mostRows) return undefined;
  return { parts, most: parts, isSure: !Number.isInteger(Math.log10(parts)) };
}

/** Of more the law is a smooth one. */
const mostRows = 10_000;
const mostCount = 100_000;

/** Whether whole numbers may count something: there are more than bits, and they are not all so many apart. */
function isOfOnes(values: Float64Array): boolean {
  const largest = largestOf(values);
  return largest > 1 && largest <= mostCount && values.reduce(commonStep, 0) === 1;
}

/** The greatest step that two whole numbers are multiples of. */
function commonStep(a: number, b: number): number {
  let [step, rest] = [a, Math.round(b)];
  while (rest > 0) [step, rest] = [rest, step % rest];
  return step;
}

function largestOf(values: Float64Array): number {
  return values.reduce((most, x) => Math.max(most, x), 0);
}

/** How likely they are as rounded values of the smooth distribution that is drawn from otherwise. */
function likelihoodOfRounded(values: Float64Array, { parts }: Unit): number {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const noise = values.map((x) => x - mean);
  const sd = Math.sqrt(noise.reduce((sum, e) => sum + e * e, 0) / values.length);
  const shrink = shrinkFor(1 / parts, sd);
  const marginal = marginalOf(noise);
  // Of their own shape they are likelier than by any law, with as many parameters as there are values.
  if (marginal.kind === 'of its own shape') return -Infinity;
  const parameters: Record<Marginal['kind'], number> = {
    normal: 2,
    'heavy-tailed': 3,
    skewed: 3,
    'of its own shape': 0,
  };
  let sum = -parameters[marginal.kind];
  for (const e of noise) {
    const [low, high] = [-0.5, 0.5].map((half) => marginal.scoreOf((e + half / parts) / shrink)) as [number, number];
    // In the lower tail, where differences have digits.
    const chance = low > 0 ? normalCdf(-low) - normalCdf(-high) : normalCdf(high) - normalCdf(low);
    sum += Math.log(Math.max(chance, 1e-12));
  }
  return sum;
}
