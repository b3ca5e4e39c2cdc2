import type { History } from './history.ts';
import type { SeasonPolicy } from '../core/state/policy.ts';

/** A wave that a stream shows. */
export interface Wave {
  by: SeasonPolicy['by'];
  /** Share of the spread of hourly means about their day or week that it explains. */
  share: number;
}

/**
 * Whether the hourly means of a stream follow the hour of the day, or of the week: how much of their spread about the
 * mean of their own day (week) the means by hour explain. Noise, correlated or not, explains one in as many rounds as
 * were seen, as rounds do not know each other; a wave must explain four times that, and three tenths.
 *
 * @param series as in `Stream`
 */
export function looksSeasonal(history: History, series: number): Wave | undefined {
  const hours = hourlyMeans(history, series);
  const day = explained(hours, 24);
  const week = explained(hours, 168);
  if (week !== undefined && week > (day ?? 0) + 0.2) return { by: 'hour-of-week', share: week };
  return day === undefined ? undefined : { by: 'hour-of-day', share: day };
}

// --- internal ---

const hourMs = 3_600_000;
const leastShare = 0.3;

function hourlyMeans({ streams, stream, at, value, size }: History, series: number): Map<number, number> {
  const sums = new Map<number, { sum: number; n: number }>();
  for (let i = 0; i < size; i++) {
    const x = value[i]!;
    if (streams[stream[i]!]!.series !== series || !(Math.abs(x) <= 1e100)) continue;
    const hour = Math.floor(at[i]! / hourMs);
    const known = sums.get(hour);
    if (known) {
      known.sum += x;
      known.n += 1;
    } else sums.set(hour, { sum: x, n: 1 });
  }
  return new Map([...sums].map(([hour, { sum, n }]) => [hour, sum / n]));
}

/** Share of the spread that the phases explain; `undefined` when noise may do so too. */
function explained(hours: ReadonlyMap<number, number>, phases: number): number | undefined {
  const rounds = new Map<number, number[]>();
  for (const hour of hours.keys()) {
    const round = Math.floor(hour / phases);
    rounds.set(round, [...(rounds.get(round) ?? []), hour]);
  }
  const whole = [...rounds.values()].filter(({ length }) => length >= 0.8 * phases);
  if (whole.length < 4) return undefined;
  const sums = Array.from({ length: phases }, () => ({ sum: 0, n: 0 }));
  let all = 0;
  for (const own of whole) {
    const mean = own.reduce((sum, hour) => sum + hours.get(hour)!, 0) / own.length;
    for (const hour of own) {
      const deviation = hours.get(hour)! - mean;
      all += deviation * deviation;
      const phase = sums[((hour % phases) + phases) % phases]!;
      phase.sum += deviation;
      phase.n += 1;
    }
  }
  if (all === 0) return undefined;
  const share = sums.reduce((total, { sum, n }) => total + (n > 0 ? (sum * sum) / n : 0), 0) / all;
  return share >= Math.max(leastShare, 4 / whole.length) ? share : undefined;
}
