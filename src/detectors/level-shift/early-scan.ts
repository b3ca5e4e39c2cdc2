import { leftByPolynomial } from '../step-scan.ts';
import { normalQuantile } from '../../stats/normal.ts';

export interface EarlyScan {
  /** Strength of the best cut in standard errors; 0 where there is none, or a curve explains the values better. */
  statistic: number;
  /** Where the new level begins. */
  cut: number;
}

/**
 * The best single step among the ranks of a few values of which nothing is known.
 *
 *     g = normal scores of the ranks;  t^2 = B (n - 2) / W (1 - r) / (1 + r);  statistic = sqrt(n ln(1 + t^2 / (n - 2)))
 *
 * Symbols: B, W sums of squares between and within both parts; r correlation of neighbours within them, corrected for
 * its bias and moved up by two standard errors, as a slow process looks like a step for long. What a straight line (up
 * to 45 values) or a cubic explains as well is no step.
 *
 * @param least  values that the new level must have; 5 before it
 * @param margin twice the log likelihood by which a step must explain more than the curve. @default 0
 * @see Hawkins, D. M.; Deng, Q. (2010). A nonparametric change-point control chart. Journal of Quality Technology
 *   42(2).
 */
export function earlyScan(values: readonly number[], least: number, margin = 0): EarlyScan {
  const n = values.length;
  if (n < leastBefore + least) return none;
  const scores = normalScores(values);
  const total = scores.reduce((sum, x) => sum + x * x, 0);
  if (!(total > 0)) return none;
  const { cut, between } = bestCut(scores);
  if (cut < leastBefore || n - cut < least) return none;
  const { within, products } = leftOf(scores, cut);
  if (leftByPolynomial(scores, n <= lineUntil ? 1 : 3) <= within * Math.exp(margin / n)) return none;
  const noise = Math.max(within, leastNoise * total);
  const r = Math.min(0.97, Math.max(0, ((n * products) / noise + 1) / (n - 4) + caution / Math.sqrt(n)));
  const squared = ((between * (n - 2)) / noise) * ((1 - r) / (1 + r));
  return { statistic: Math.sqrt(n * Math.log(1 + squared / (n - 2))), cut };
}

// --- internal ---

const none: EarlyScan = { statistic: 0, cut: 0 };
const leastBefore = 5;
const lineUntil = 45;
/** Standard errors that the correlation is moved up by. */
const caution = 2;
/** Share of all variation that is taken for noise at least: ranks of two parts that do not overlap know no more. */
const leastNoise = 0.02;

/** Less their mean. Sorted as plain numbers, and looked up there: an order by a function takes three times as long. */
function normalScores(values: readonly number[]): number[] {
  const n = values.length;
  const sorted = Float64Array.from(values).sort();
  const scores = new Float64Array(n);
  for (let i = 0; i < n;) {
    let j = i + 1;
    while (j < n && sorted[j] === sorted[i]) j += 1;
    const score = normalQuantile((i + j) / 2 / n);
    for (; i < j; i++) scores[i] = score;
  }
  const found: number[] = [];
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const score = scores[placeOf(sorted, values[i] as number)] as number;
    found.push(score);
    sum += score;
  }
  const mean = sum / n;
  for (let i = 0; i < n; i++) found[i] = (found[i] as number) - mean;
  return found;
}

/** The first place of a value that is there. */
function placeOf(sorted: Float64Array, x: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) < x) low = middle + 1;
    else high = middle;
  }
  return low;
}

function bestCut(x: readonly number[]): { cut: number; between: number } {
  const n = x.length;
  let sum = 0;
  let cut = 0;
  let between = 0;
  for (let k = 1; k < n; k++) {
    sum += x[k - 1] as number;
    const here = (sum * sum * n) / (k * (n - k));
    if (here <= between) continue;
    between = here;
    cut = k;
  }
  return { cut, between };
}

function leftOf(x: readonly number[], cut: number): { within: number; products: number } {
  let before = 0;
  for (let i = 0; i < cut; i++) before += x[i] as number;
  const after = -before / (x.length - cut);
  before /= cut;
  let within = 0;
  let products = 0;
  let previous = 0;
  for (let i = 0; i < x.length; i++) {
    const left = (x[i] as number) - (i < cut ? before : after);
    within += left * left;
    products += left * previous;
    previous = left;
  }
  return { within, products };
}
