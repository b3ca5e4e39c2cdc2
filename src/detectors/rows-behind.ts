import type { Parameter } from './detector.ts';
import type { Sampled } from '../stats/sampled.ts';

/** Part of the parameter table of every fixed bound. */
export const significance = {
  type: 'number',
  optional: true,
  min: 0,
  exclusiveMin: true,
  max: 0.5,
  doc: 'chance at most that a mean of n rows, where n was sent, is so far beyond the bound by luck (0.01)',
} as const satisfies Parameter;

/** The part of a reading that only values with `n` have. */
export function rowsOf(rows: number | undefined): { rows?: number } {
  return rows === undefined ? {} : { rows };
}

/** Of a bound that does not say. */
export const usualSignificance = 0.01;

type Known = Pick<Sampled, 'variance' | 'degrees'>;

/**
 * Degrees of freedom of a mean of variances to which `of` goes with such a share (Satterthwaite); `rows` is changed in
 * place. Those of a variance that was not known count for nothing, and where nobody told them they stay untold.
 */
export function joinDegrees(rows: Known, of: Known, share: number): void {
  if (of.degrees === undefined || of.variance === null) return;
  if (rows.degrees === undefined || rows.variance === null) rows.degrees = of.degrees;
  else rows.degrees = 1 / ((1 - share) ** 2 / rows.degrees + share ** 2 / of.degrees);
}

/** `5 rows`; those of a weighted average need not be whole. */
export function countOfRows(rows: number): string {
  const count = rows < 10 ? Number(rows.toFixed(1)) : Math.round(rows);
  return `${count} ${count === 1 ? 'row' : 'rows'}`;
}
