import { knownKind } from '../../terms/metric-kinds.ts';
import { varianceOfRows, type Rows } from '../../terms/rows.ts';
import type { Sampled } from '../../stats/sampled.ts';

/** What detectors are told of the rows behind a value. */
export function sampledOf(metric: string, mean: number, rows: Rows): Sampled {
  return { n: rows.n, variance: varianceOfRows(mean, rows), isShare: isShareOfRows(metric) };
}

/** Whether chance does to the metric what it does to a share of rows. */
export function isShareOfRows(metric: string): boolean {
  return knownKind(metric)?.isOfRows ?? false;
}
