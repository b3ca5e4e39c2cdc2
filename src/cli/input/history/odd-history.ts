import { doubtText, isAhead, timeDoubt, type TimeDoubt } from '../../../terms/event-time.ts';
import { isMeasurement } from '../../../core/wire/batch.ts';
import { numbered } from '../../../terms/numbered.ts';
import { oddValue } from '../../../terms/metric-kinds.ts';
import { otherUnit, type TimeUnit } from '../../../rows/time.ts';
import { timeText } from '../../../terms/time-text.ts';
import type { History } from '../../../backtest/history.ts';

/**
 * What can hardly be meant in a history, a sentence for each metric and each doubt about times: what `monitor explain`
 * says of a monitor that was sent the same.
 *
 * @param now        the reader's own clock
 * @param timeUnit   that its numbers were said to be in: a doubt is then about that
 * @param isFromFile times that read as 1970 are dates there, or were said to be milliseconds
 */
export function oddHistory(
  { streams, stream, at, value, size }: History,
  { now, isFromFile, timeUnit }: { now: number; isFromFile: boolean; timeUnit?: TimeUnit | undefined }
): string[] {
  const values = new Map<string, Seen>();
  const times = new Map<TimeDoubt, Seen>();
  let near: number | null = null;
  for (let i = 0; i < size; i++) {
    const x = value[i]!;
    const { metric } = streams[stream[i]!]!;
    if (isMeasurement(x) && oddValue(metric, x) !== undefined) see(values, metric, x);
    const doubt = timeDoubt(at[i]!, now, near);
    if (doubt === undefined) near = at[i]!;
    else if (!isFromFile || doubt === 'in-microseconds' || isAhead(at[i]!, now)) see(times, doubt, at[i]!);
  }
  const all = numbered(size, 'observation');
  return [
    ...[...values].map(([metric, { first, count }]) => `${oddValue(metric, first)}; ${count} such of ${all}`),
    ...[...times].map(
      ([doubt, { first, count }]) =>
        `${unitText(first, timeUnit, now) ?? doubtText(first, doubt, unitNext)}; ${count} such of ${all}`
    ),
  ];
}

// --- internal ---

const unitNext = 'give epoch milliseconds, or say the unit with --time-unit';

/** Of numbers whose unit was said, and is not theirs. */
function unitText(at: number, said: TimeUnit | undefined, now: number): string | undefined {
  const unit = said === undefined ? undefined : otherUnit(at, said, now);
  if (said === undefined || unit === undefined) return undefined;
  return `A time reads as ${timeText(at)} with --time-unit ${said}: is it in ${unitNames[unit]}? then say --time-unit ${unit}`;
}

const unitNames = { ms: 'milliseconds', s: 'seconds', us: 'microseconds', ns: 'nanoseconds', day: 'days' } as const;

interface Seen {
  first: number;
  count: number;
}

function see<K>(seen: Map<K, Seen>, key: K, first: number): void {
  const known = seen.get(key);
  if (known) known.count += 1;
  else seen.set(key, { first, count: 1 });
}
