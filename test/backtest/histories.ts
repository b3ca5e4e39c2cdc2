import { createRng } from '../../src/stats/rng.ts';
import { HistoryBuilder, type History } from '../../src/backtest/history.ts';
import { minuteMs, noon } from '../support/policies.ts';

/** A history of one metric, a value a minute. */
export function historyOf(metric: string, values: readonly number[], stepMs = minuteMs): History {
  const builder = new HistoryBuilder();
  const place = builder.streamOf(metric);
  values.forEach((value, i) => builder.add(place, noon + i * stepMs, value));
  return builder.build();
}

/** Normal noise around levels that each hold for some values: `[level, count]`. */
export function levels(seed: number, sd: number, ...parts: [level: number, count: number][]): number[] {
  const rng = createRng(seed);
  return parts.flatMap(([level, count]) => Array.from({ length: count }, () => level + sd * rng.normal()));
}
