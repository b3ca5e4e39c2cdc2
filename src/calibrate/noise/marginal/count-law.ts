import { fits, likelihoodOf, negligible, numberAt, type Cells } from './cells.ts';

/** How often a count comes up: of so many rows, or of no fixed number of them. */
export interface CountLaw {
  kind: 'binomial' | 'beta-binomial' | 'Poisson' | 'negative binomial';
  /** Numbers that were learned. */
  parameters: number;
  /** The logarithm of the chance of all counts together. */
  likelihood: number;
  /** The count that is as rare as `z` is of a standard normal. */
  at(z: number): number;
}

/**
 * The law of counts that do not depend on each other: how many of so many rows (binomial), how many events (Poisson);
 * of rows or times that differ from each other, with a chance or a rate that has itself a beta or a gamma distribution.
 * `undefined` where the counts speak against it. How rare counts are that no history has seen follows from the law; a
 * smooth distribution that fits the others is off by a factor there.
 *
 * @param counts how often each count came up, from 0 on
 * @param most   the largest possible one; infinite where there is none
 * @see Skellam, J. G. (1948). A probability distribution derived from the binomial distribution by regarding the
 *   probability of success as variable between the sets of trials. JRSS B 10(2), 257-261.
 */
export function countLaw(counts: readonly number[], most: number): CountLaw | undefined {
  const n = counts.reduce((sum, count) => sum + count, 0);
  const mean = counts.reduce((sum, count, k) => sum + k * count, 0) / n;
  if (!(mean > 0 && mean < most)) return undefined;
  const plain = { chances: chancesOf(mean, 0, most), parameters: 1 };
  const spread = { chances: likeliestSpread(counts, mean, most), parameters: 2 };
  const gain = likelihoodOf(counts, spread.chances) - likelihoodOf(counts, plain.chances);
  const { chances, parameters } = gain > 1 ? spread : plain;
  if (!fits(counts, chances, n, parameters)) return undefined;
  const kinds =
    most === Infinity ? (['Poisson', 'negative binomial'] as const) : (['binomial', 'beta-binomial'] as const);
  return {
    kind: kinds[parameters === 1 ? 0 : 1],
    parameters,
    likelihood: likelihoodOf(counts, chances),
    at: numberAt(chances),
  };
}

// --- internal ---

/** By ratios of neighbours, from the mean to both sides. */
function chancesOf(mean: number, excess: number, most: number): Cells {
  const ratio = ratioOf(mean, excess, most);
  const start = Math.min(most, Math.round(mean));
  const up: number[] = [];
  for (let k = start, x = 1; k < most && x > negligible && up.length < 1e6; k++) up.push((x *= ratio(k)));
  const down: number[] = [];
  for (let k = start, x = 1; k > 0 && x > negligible; k--) down.push((x /= ratio(k - 1)));
  const of = Float64Array.from(down.toReversed().concat(1, up));
  const sum = of.reduce((a, b) => a + b, 0);
  return { first: start - down.length, of: of.map((x) => x / sum) };
}

/**
 * How likely a count is beside the one before it.
 *
 * @param excess variance beyond that of the plain law, as a share of it
 */
function ratioOf(mean: number, excess: number, most: number): (k: number) => number {
  if (most === Infinity) {
    if (excess === 0) return (k) => mean / (k + 1);
    const size = mean / excess;
    return (k) => ((k + size) / (k + 1)) * (excess / (1 + excess));
  }
  const p = mean / most;
  if (excess === 0) return (k) => (((most - k) / (k + 1)) * p) / (1 - p);
  const strength = (most - 1) / excess - 1;
  const [a, b] = [p * strength, (1 - p) * strength];
  return (k) => ((most - k) * (k + a)) / ((k + 1) * (most - k - 1 + b));
}

function likeliestSpread(counts: readonly number[], mean: number, most: number): Cells {
  // Of rows that are all alike within a value the excess is one less than the rows.
  const [least, largest] = [Math.log(1e-3), Math.log(Math.min(50, 0.9 * (most - 1)))];
  const at = (log: number): Cells => chancesOf(mean, Math.exp(log), most);
  const golden = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [least, largest];
  for (let i = 0; i < 24; i++) {
    const [left, right] = [high - golden * (high - low), low + golden * (high - low)];
    if (likelihoodOf(counts, at(left)) > likelihoodOf(counts, at(right))) high = right;
    else low = left;
  }
  return at((low + high) / 2);
}
