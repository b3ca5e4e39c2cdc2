import { ConfigurationError } from '../../terms/errors.ts';
import { numbered } from '../../terms/numbered.ts';
import { formatDuration } from '../../terms/time-text.ts';

/** How many rows the values of a stream are means of. */
export interface RowsBehind {
  /** The median; every value that is drawn is the mean of so many. */
  n: number;
  /** Variance of a single row, the median too; `null` where it was not sent. */
  variance: number | null;
  /** The smallest of those that are drawn from. */
  least: number;
  /** The largest of them. */
  most: number;
  /** Values that do not say it. */
  without: number;
  /** The few values of far fewer or far more rows, which are not drawn from; absent where there are none. */
  leftOut?: { values: number; least: number; most: number };
}

/**
 * Values of few rows vary more than those of many, and detectors allow for it; drawn values are all alike. So those of
 * a history must be about alike as well: a few that are not, such as that of an hour that is not over, are left out.
 *
 * @param ns `NaN` where a value does not say it
 * @param name of the stream, for people
 * @param everyMs length of the windows that the values are means over
 * @throws ConfigurationError where more than one in twenty values is of less than half or more than twice the usual
 *   number of rows
 */
export function rowsBehind(
  ns: readonly number[],
  variances: readonly (number | null)[],
  name: string,
  everyMs?: number
): RowsBehind | undefined {
  const known = ns.filter((n) => !Number.isNaN(n)).toSorted((a, b) => a - b);
  const n = middle(known);
  if (n === undefined) return undefined;
  const odd = known.filter((one) => !isAlike(one, n));
  if (odd.length > mostLeftOut * known.length)
    throw new ConfigurationError(
      `Expected the values of ${name} to be means of about as many rows each, got \`n\` from ${known[0]} to ${known.at(-1)}, ${odd.length} of ${known.length} beyond half or twice the median of ${n}; calibrate takes each value as one of the same \`n\`, and its limits would never fire or always do: ${evenly(everyMs)} about as many`
    );
  const alike = known.filter((one) => isAlike(one, n));
  const spread = variances
    .filter((variance, i): variance is number => variance !== null && isAlike(ns[i]!, n))
    .toSorted((a, b) => a - b);
  return {
    n,
    variance: middle(spread) ?? null,
    least: alike[0]!,
    most: alike.at(-1)!,
    without: ns.length - known.length,
    ...(odd.length > 0 && { leftOut: { values: odd.length, least: odd[0]!, most: odd.at(-1)! } }),
  };
}

/** Whether a value of so many rows can stand beside those of the usual number; one that does not say it can. */
export function isAlike(n: number, usual: number): boolean {
  return Number.isNaN(n) || (2 * n >= usual && n <= 2 * usual);
}

/** What to know of rows that are not quite alike, a sentence each; of windows with their length. */
export function rowsNotes({ n, least, most, without, leftOut }: RowsBehind, name: string, everyMs?: number): string[] {
  const notes: string[] = [];
  if (leftOut) {
    const of = leftOut.least === leftOut.most ? `${leftOut.least}` : `${leftOut.least} to ${leftOut.most}`;
    const which = leftOut.values === 1 ? 'a mean' : 'means';
    notes.push(
      `leaves out ${numbered(leftOut.values, 'value')} of ${name}, ${which} of ${of} rows where ${n} are usual`
    );
  }
  if (least < most || without > 0) {
    const range = least === most ? `${n}` : `from ${least} to ${most}`;
    const some = without > 0 ? `, and ${without} without it` : '';
    notes.push(
      `the values of ${name} have \`n\` ${range}${some}: calibrate takes each as one of ${n} rows, so that the rate is a rough one; ${evenly(everyMs)} as many`
    );
  }
  return notes;
}

// --- internal ---

/** Share of the values: those of the first and the last hour, or of an outage, not of every night. */
const mostLeftOut = 0.05;

/** What to do for values of even numbers of rows. */
function evenly(everyMs: number | undefined): string {
  return everyMs === undefined
    ? 'leave `n` out, or aggregate the rows first so that each value is of'
    : `aggregate over more than ${formatDuration(everyMs)}, such as whole days, so that each window has`;
}

/** One of them, so that a number of rows stays whole. */
function middle(ascending: readonly number[]): number | undefined {
  return ascending[Math.floor(ascending.length / 2)];
}
