import { logBinomial, logGamma } from './log-gamma.ts';
import { pelzGood } from './pelz-good.ts';

/**
 * Probability that the two-sided one-sample Kolmogorov-Smirnov statistic of `n` values exceeds `d`. Used for the
 * asymptotic p-value of two samples of sizes n1 and n2, with n = n1 n2 / (n1 + n2) rounded.
 *
 * Exact for n <= 140 and wherever the tail is below about 2 %; elsewhere the four-term expansion of Pelz and Good.
 *
 * @example
 * ```ts @import.meta.vitest
 * expect(kolmogorovTail(0.25, 40)).toBeCloseTo(0.0108955208685, 12);
 * ```
 * @see Simard, R.; L'Ecuyer, P. (2011). Computing the two-sided Kolmogorov-Smirnov distribution. J. Stat. Software
 * 39(11).
 * Checked against: scipy.stats.kstwo.sf 1.17.1, test/core/stats/kolmogorov-tail.test.ts and
 * test/reference/ks2__asymp.json.
 */
export function kolmogorovTail(d: number, n: number): number {
  const scaled = n * d;
  if (d >= 1) return 0;
  if (scaled <= 0.5) return 1;
  if (scaled <= 1) return 1 - Math.exp(logGamma(n + 1) + n * Math.log((2 * scaled - 1) / n));
  const square = scaled * d;
  if (square >= negligible) return 0;
  // The two sides exclude each other here, exactly or except for a term that is smaller by exp(-6 n d^2).
  if (d >= 0.5 || square > (n <= exactUpTo ? 4 : 2.2)) return Math.min(1, 2 * oneSidedTail(d, n));
  const below = n <= exactUpTo || (n <= 100_000 && scaled * Math.sqrt(d) <= 1.4) ? matrixPower(d, n) : pelzGood(d, n);
  return Math.min(1, Math.max(0, 1 - below));
}

// --- internal ---

/** Largest n for the matrix power at every d. */
const exactUpTo = 140;
/** From this n d^2 on, the probability is too small for a normal double. */
const negligible = 370;

/** Smirnov's one-sided tail: d * sum_j C(n, j) (d + j/n)^(j-1) (1 - d - j/n)^(n-j). All terms are positive. */
function oneSidedTail(d: number, n: number): number {
  let sum = 0;
  for (let j = Math.floor(n * (1 - d)); j >= 0; j--) {
    const rest = 1 - d - j / n;
    if (rest <= 0) {
      if (n === j) sum += Math.exp((j - 1) * Math.log(d + j / n));
      continue;
    }
    sum += Math.exp(logBinomial(n, j) + (j - 1) * Math.log(d + j / n) + (n - j) * Math.log(rest));
  }
  return d * sum;
}

/**
 * P(D_n < d) as an element of the n-th power of a matrix, with the exponent kept apart.
 * Marsaglia, G.; Tsang, W. W.; Wang, J. (2003). Evaluating Kolmogorov's distribution. J. Stat. Software 8(18).
 */
function matrixPower(d: number, n: number): number {
  const k = Math.ceil(n * d);
  const size = 2 * k - 1;
  const h = k - n * d;
  let base = { cells: startMatrix(size, h), exponent: 0 };
  let power = { cells: identity(size), exponent: 0 };
  for (let rest = n; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) power = multiply(power, base, size);
    if (rest > 1) base = multiply(base, base, size);
  }
  const centre = power.cells[(k - 1) * size + (k - 1)] ?? 0;
  return Math.exp(Math.log(centre) + power.exponent * Math.LN10 + logGamma(n + 1) - n * Math.log(n));
}

interface Scaled {
  cells: Float64Array;
  /** Power of ten by which to multiply the cells. */
  exponent: number;
}

function startMatrix(size: number, h: number): Float64Array {
  const cells = new Float64Array(size * size);
  const factorial = [1];
  for (let i = 1; i <= size; i++) factorial.push((factorial[i - 1] ?? 1) * i);
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++) {
      if (i - j + 1 < 0) continue;
      let cell = 1;
      if (j === 0) cell -= h ** (i + 1);
      if (i === size - 1) cell -= h ** (size - j);
      if (i === size - 1 && j === 0 && 2 * h > 1) cell += (2 * h - 1) ** size;
      cells[i * size + j] = cell / (factorial[i - j + 1] ?? 1);
    }
  return cells;
}

function identity(size: number): Float64Array {
  const cells = new Float64Array(size * size);
  for (let i = 0; i < size; i++) cells[i * size + i] = 1;
  return cells;
}

function multiply(a: Scaled, b: Scaled, size: number): Scaled {
  const cells = new Float64Array(size * size);
  let largest = 0;
  for (let i = 0; i < size; i++)
    for (let k = 0; k < size; k++) {
      const left = a.cells[i * size + k] ?? 0;
      if (left === 0) continue;
      for (let j = 0; j < size; j++)
        cells[i * size + j] = (cells[i * size + j] ?? 0) + left * (b.cells[k * size + j] ?? 0);
    }
  for (const cell of cells) largest = Math.max(largest, Math.abs(cell));
  const exponent = a.exponent + b.exponent;
  if (largest < 1e100) return { cells, exponent };
  return { cells: cells.map((cell) => cell / 1e100), exponent: exponent + 100 };
}
