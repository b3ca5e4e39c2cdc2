import { ConfigurationError } from '../../terms/errors.ts';

/** How many rows the values of a stream are means of. */
export interface RowsBehind {
  /** The median; every value that is drawn is the mean of so many. */
  n: number;
  /** Variance of a single row, the median too; `null` where it was not sent. */
  variance: number | null;
  /** The smallest that the history has. */
  least: number;
  /** The largest that the history has. */
  most: number;
  /** Values that do not say it. */
  without: number;
}

/**
 * Values of few rows vary more than those of many, and detectors allow for it; drawn values are all alike. So those of
 * a history must be about alike as well.
 *
 * @param ns `NaN` where a value does not say it
 * @param name of the stream, for people
 * @throws ConfigurationError where values are of less than half or more than twice the usual number of rows
 */
export function rowsBehind(
  ns: readonly number[],
  variances: readonly (number | null)[],
  name: string
): RowsBehind | undefined {
  const known = ns.filter((n) => !Number.isNaN(n)).toSorted((a, b) => a - b);
  const n = middle(known);
  if (n === undefined) return undefined;
  const [least, most] = [known[0]!, known.at(-1)!];
  const beyond = known.filter((one) => 2 * one < n || one > 2 * n).length;
  if (beyond > 0)
    throw new ConfigurationError(
      `Expected the values of ${name} to be means of about as many rows each, got \`n\` from ${least} to ${most}, ${beyond} of ${known.length} beyond half or twice the median of ${n}; calibrate takes each value as one of the same \`n\`, and its limits would never fire or always do: leave \`n\` out, or aggregate the rows first so that each value is of about as many`
    );
  const spread = variances.filter((variance) => variance !== null).toSorted((a, b) => a - b);
  return { n, variance: middle(spread) ?? null, least, most, without: ns.length - known.length };
}

/** What to know of rows that are not quite alike; `undefined` where they are. */
export function unevenRows({ n, least, most, without }: RowsBehind, name: string): string | undefined {
  if (least === most && without === 0) return undefined;
  const range = least === most ? `${n}` : `from ${least} to ${most}`;
  const some = without > 0 ? `, and ${without} without it` : '';
  return `the values of ${name} have \`n\` ${range}${some}: calibrate takes each as one of ${n} rows, so that the rate is a rough one; leave \`n\` out, or aggregate the rows first so that each value is of as many`;
}

// --- internal ---

/** One of them, so that a number of rows stays whole. */
function middle(ascending: readonly number[]): number | undefined {
  return ascending[Math.floor(ascending.length / 2)];
}
