/**
 * The rows that a value is the mean of, where its sender says so: an accuracy of 5 rows, a latency averaged over an
 * hour. All but `n` may be missing.
 */
export interface Rows {
  /** How many rows; at least 1. */
  n: number;
  /** Sum of the squared values of the rows: with the mean it gives their variance. */
  squares?: number;
  min?: number;
  max?: number;
}

/** Variance of a single row, divided by n - 1; `null` when it was not sent, or is lost in rounding. */
export function varianceOfRows(mean: number, { n, squares }: Rows): number | null {
  if (squares === undefined || n < 2) return null;
  const left = squares - n * mean * mean;
  return left > roundingShare * squares ? left / (n - 1) : null;
}

/** The rows of several means together; `null` squares, and no extremes, once one of them lacks its own. */
export function joinRows(a: Rows, b: Rows): Rows {
  return {
    n: a.n + b.n,
    ...(a.squares === undefined || b.squares === undefined ? {} : { squares: a.squares + b.squares }),
    ...(a.min === undefined || b.min === undefined ? {} : { min: Math.min(a.min, b.min) }),
    ...(a.max === undefined || b.max === undefined ? {} : { max: Math.max(a.max, b.max) }),
  };
}

/** Sentences about rows that cannot have that mean; none when they can. */
export function rowsFaults(mean: number, { n, squares, min, max }: Rows): string[] {
  const faults: string[] = [];
  const isNumbered = n >= 1 && n <= Number.MAX_SAFE_INTEGER;
  if (!isNumbered) faults.push(`Expected \`n\` to be a number of rows from 1, got ${n}`);
  const least = n * mean * mean;
  // Without a number of rows nobody knows the least.
  if (isNumbered && squares !== undefined && !(Number.isFinite(squares) && squares >= least * (1 - 1e-9)))
    faults.push(
      `Expected \`sumOfSquares\` to be at least n times the squared mean (${least}), got ${squares}; send the sum over the rows of the squared value`
    );
  const slack = 1e-9 * Math.max(1, Math.abs(mean));
  if (min !== undefined && !(Number.isFinite(min) && min <= mean + slack))
    faults.push(`Expected \`min\` to be at most the mean ${mean}, got ${min}`);
  if (max !== undefined && !(Number.isFinite(max) && max >= mean - slack))
    faults.push(`Expected \`max\` to be at least the mean ${mean}, got ${max}`);
  return faults;
}

// --- internal ---

/** A sum of squares that exceeds the least by less says nothing about the variance. */
const roundingShare = 1e-12;
