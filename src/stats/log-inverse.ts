/**
 * ln(factor / p). The last answer is cached: a detector needs the same one for every sample, and the logarithm would be
 * most of its work.
 *
 * @example
 * ```ts @import.meta.vitest
 * expect(logInverse(0.001)).toBe(Math.log(1000));
 * expect(logInverse(0.001, 2)).toBe(Math.log(2000));
 * ```
 */
export function logInverse(p: number, factor: 1 | 2 = 1): number {
  const newest = factor === 1 ? single : double;
  if (newest.p !== p) {
    newest.p = p;
    newest.log = Math.log(factor / p);
  }
  return newest.log;
}

// --- internal ---

const single = { p: 1, log: 0 };
const double = { p: 1, log: Math.LN2 };
