import { doubtText, isAhead, timeDoubt, type TimeDoubt } from '../../../terms/event-time.ts';
import { isMeasurement } from '../../../core/wire/batch.ts';
import { numbered } from '../../../terms/numbered.ts';
import { oddValue } from '../../../terms/metric-kinds.ts';
import { otherUnitText, type TimeUnit } from '../../../rows/time.ts';
import { unitFlag } from '../time-unit.ts';
import type { History } from '../../../backtest/history.ts';

/**
 * What can hardly be meant in a history, a sentence for each metric and each doubt about times: what `monitor explain`
 * says of a monitor that was sent the same.
 *
 * @param now        the reader's own clock
 * @param timeUnit   that its numbers were said to be in: a doubt is then about that
 * @param isFromFile times that read as 1970 are dates there, or were said to be milliseconds; those of another unit are
 *   doubted where they are plausible in one
 */
export function oddHistory(
  { streams, stream, at, value, size }: History,
  { now, isFromFile, timeUnit }: { now: number; isFromFile: boolean; timeUnit?: TimeUnit | undefined }
): string[] {
  const otherUnit = (time: number): string | undefined =>
    timeUnit === undefined ? undefined : otherUnitText(time, timeUnit, now, unitFlag);
  const isDoubted = (doubt: TimeDoubt, time: number): boolean =>
    doubt === 'in-microseconds' || isAhead(time, now) || (timeUnit !== 'ms' && otherUnit(time) !== undefined);
  const values = new Map<string, Seen>();
  const times = new Map<TimeDoubt, Seen>();
  let near: number | null = null;
  for (let i = 0; i < size; i++) {
    const x = value[i]!;
    const { metric } = streams[stream[i]!]!;
    if (isMeasurement(x) && oddValue(metric, x) !== undefined) see(values, metric, x);
    const doubt = timeDoubt(at[i]!, now, near);
    if (doubt === undefined) near = at[i]!;
    else if (!isFromFile || isDoubted(doubt, at[i]!)) see(times, doubt, at[i]!);
  }
  const all = numbered(size, 'observation');
  return [
    ...[...values].map(([metric, { first, count }]) => `${oddValue(metric, first)}; ${count} such of ${all}`),
    ...[...times].map(
      ([doubt, { first, count }]) => `${otherUnit(first) ?? doubtText(first, doubt, unitNext)}; ${count} such of ${all}`
    ),
  ];
}

// --- internal ---

const unitNext = 'give epoch milliseconds, or say the unit with --time-unit';

interface Seen {
  first: number;
  count: number;
}

function see<K>(seen: Map<K, Seen>, key: K, first: number): void {
  const known = seen.get(key);
  if (known) known.count += 1;
  else seen.set(key, { first, count: 1 });
}
