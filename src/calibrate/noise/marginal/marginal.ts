import { expansion } from './expansion.ts';
import { heavyTails } from './heavy-tails.ts';
import { normalQuantile } from '../../../stats/normal.ts';
import { hasPointMass, heapsOf, type Heap } from './point-masses.ts';
import { shapeOf } from './shape.ts';
import { stretched } from './stretched.ts';
import { valueTable, type ValueTable } from './value-table.ts';
import { withTails } from './with-tails.ts';

/** How often noise has what size, also where it is rarer than the values that it was learned from. */
export interface Marginal {
  /** For people. */
  kind: 'normal' | 'heavy-tailed' | 'skewed' | 'of its own shape';
  /** The value that is as rare as `z` is of a standard normal. */
  at(z: number): number;
  /** The other way round. */
  scoreOf(x: number): number;
}

/**
 * The distribution of noise: a normal one, where the values do not speak against it; else the likeliest of Student's t,
 * one that is a little skewed or peaked, and two with one long tail, of those that they do not speak against; else the
 * values themselves with generalised Pareto tails. Limits that are crossed once
 * in ten thousand values depend on what no history of five thousand has seen: a family with few parameters knows it far
 * better than the largest values do, where it is right.
 */
export function marginalOf(noise: Float64Array): Marginal {
  const n = noise.length;
  const { mean, sd, skew, excess } = shapeOf(noise);
  const isSkewed = (n * skew * skew) / 6 > beyondChance;
  const isPeaked = (n * excess * excess) / 24 > beyondChance;
  const heaps = heapsOf(noise);
  const isNormal = !isSkewed && !isPeaked && !hasPointMass(heaps, n, (x) => (x - mean) / sd);
  if (!(sd > 0) || isNormal) return { kind: 'normal', at: (z) => mean + sd * z, scoreOf: (x) => (x - mean) / sd };
  const candidates: [Marginal['kind'], parameters: number, ValueTable | undefined][] = [
    ['heavy-tailed', 3, isPeaked && excess > 0 ? heavyTails(noise) : undefined],
    ['skewed', 4, expansion({ mean, sd, skew: isSkewed ? skew : 0, excess: isPeaked ? excess : 0 })],
    ['skewed', 3, isSkewed ? stretched(noise, 'logarithm') : undefined],
    ['skewed', 3, isSkewed ? stretched(noise, 'cube root') : undefined],
  ];
  let best: { kind: Marginal['kind']; table: ValueTable; criterion: number } | undefined;
  for (const [kind, parameters, table] of candidates) {
    if (!table || !fits(table, noise, heaps)) continue;
    const criterion = table.likelihoodOf(noise) - parameters;
    if (!best || criterion > best.criterion) best = { kind, table, criterion };
  }
  if (best) {
    const { kind, table } = best;
    return { kind, at: (z) => table.at(z), scoreOf: (x) => table.scoreOf(x) };
  }
  const table = valueTable(withTails(noise, normalQuantile));
  return { kind: 'of its own shape', at: (z) => table.at(z), scoreOf: (x) => table.scoreOf(x) };
}

// --- internal ---

/** Chi-square of one degree of freedom: one in twenty. A shape that is missed costs more than one that is invented. */
const beyondChance = 3.84;
/** Chi-square of two: one in twenty. */
const misfit = 6;

/**
 * Whether the values, as scores of that distribution, look standard normal (Jarque and Bera), and no place has many
 * more of them than it says: counts that are mostly 0 have the moments of a peaked distribution.
 */
function fits(table: ValueTable, noise: Float64Array, heaps: readonly Heap[]): boolean {
  if (hasPointMass(heaps, noise.length, (x) => table.scoreOf(x))) return false;
  const { skew, excess } = shapeOf(noise.map((x) => table.scoreOf(x)));
  return noise.length * ((skew * skew) / 6 + (excess * excess) / 24) < misfit;
}
