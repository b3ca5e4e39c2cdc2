import { usualStep } from './usual-step.ts';
import type { History } from '../history.ts';
import type { SeasonPolicy } from '../../core/state/policy.ts';

/** A wave that a stream shows. */
export interface Wave {
  by: SeasonPolicy['by'];
  /** Share of the spread of the means about their day or week that it explains. */
  share: number;
  /** The means are those of so many hours. */
  hours: number;
}

/**
 * Whether the hourly means of a stream follow the hour of the day, or of the week: how much of their spread about the
 * mean of their own day (week), less its trend, the means by hour explain. Noise, correlated or not, explains one in as
 * many rounds as were seen, as rounds do not know each other; a wave must explain four times that, and three tenths.
 *
 * Where values come less than hourly, means are of as many hours as there are from one to the next; a round is looked
 * for where at least six of these fall into it.
 *
 * @param series as in `Stream`
 */
export function looksSeasonal(history: History, series: number): Wave | undefined {
  const step = usualStep(history, series) ?? hourMs;
  const hours = spans.find((one) => one * hourMs >= slack * step);
  if (hours === undefined) return undefined;
  const means = meansOf(history, series, hours);
  const [day, week] = [24, 168].map((round) =>
    round / hours >= leastPhases ? explained(means, round / hours) : undefined
  );
  if (week !== undefined && week > (day ?? 0) + 0.2)
    return { by: hours === 24 ? 'day-of-week' : 'hour-of-week', share: week, hours };
  return day === undefined ? undefined : { by: 'hour-of-day', share: day, hours };
}

// --- internal ---

const hourMs = 3_600_000;
const leastShare = 0.3;
const leastPhases = 6;
/** Share of its phases that a round must have. */
const leastWhole = 0.8;
/** Hours that divide a day, and so a week. */
const spans = [1, 2, 3, 4, 6, 8, 12, 24];
/** Steps are not that even: one of 61 minutes is that of hourly values. */
const slack = 0.85;

/** By number of the span since 1970. */
function meansOf({ streams, stream, at, value, size }: History, series: number, hours: number): Map<number, number> {
  const sums = new Map<number, { sum: number; n: number }>();
  for (let i = 0; i < size; i++) {
    const x = value[i]!;
    if (streams[stream[i]!]!.series !== series || !(Math.abs(x) <= 1e100)) continue;
    const span = Math.floor(at[i]! / (hours * hourMs));
    const known = sums.get(span);
    if (known) {
      known.sum += x;
      known.n += 1;
    } else sums.set(span, { sum: x, n: 1 });
  }
  return new Map([...sums].map(([span, { sum, n }]) => [span, sum / n]));
}

/** Share of the spread that the phases explain; `undefined` when noise may do so too. */
function explained(means: ReadonlyMap<number, number>, phases: number): number | undefined {
  const whole = wholeRounds(means, phases);
  if (whole.length < 4) return undefined;
  const sums = Array.from({ length: phases }, () => ({ sum: 0, n: 0 }));
  let all = 0;
  whole.forEach(({ spans, mean, middle }, k) => {
    const slope = slopeAt(whole, k);
    for (const span of spans) {
      const deviation = means.get(span)! - mean - slope * (span - middle);
      all += deviation * deviation;
      const phase = sums[phaseOf(span, phases)]!;
      phase.sum += deviation;
      phase.n += 1;
    }
  });
  if (all === 0) return undefined;
  const share = sums.reduce((total, { sum, n }) => total + (n > 0 ? (sum * sum) / n : 0), 0) / all;
  return share >= Math.max(leastShare, 4 / whole.length) ? share : undefined;
}

/** A day or week of which hardly a phase is missing. */
interface Round {
  spans: number[];
  mean: number;
  /** Mean place of its spans. */
  middle: number;
}

/** In the order of time. Phases that half of the rounds lack, as the night of a shop, are none of theirs. */
function wholeRounds(means: ReadonlyMap<number, number>, phases: number): Round[] {
  const rounds = new Map<number, number[]>();
  for (const span of [...means.keys()].toSorted((a, b) => a - b)) {
    const round = Math.floor(span / phases);
    const own = rounds.get(round);
    if (own) own.push(span);
    else rounds.set(round, [span]);
  }
  const seen = Array.from({ length: phases }, () => 0);
  for (const span of means.keys()) seen[phaseOf(span, phases)]! += 1;
  const isUsual = seen.map((count) => count >= rounds.size / 2);
  const usual = isUsual.filter(Boolean).length;
  if (usual < leastPhases) return [];
  return [...rounds.values()].flatMap((own) => {
    const spans = own.filter((span) => isUsual[phaseOf(span, phases)]);
    if (spans.length < leastWhole * usual) return [];
    const mean = spans.reduce((sum, span) => sum + means.get(span)!, 0) / spans.length;
    return [{ spans, mean, middle: spans.reduce((sum, span) => sum + span, 0) / spans.length }];
  });
}

/** By how much the stream rises a span, by the rounds beside that one: a trend is the same ramp in each. */
function slopeAt(rounds: readonly Round[], k: number): number {
  const before = rounds[Math.max(0, k - 1)]!;
  const after = rounds[Math.min(rounds.length - 1, k + 1)]!;
  return (after.mean - before.mean) / (after.middle - before.middle);
}

function phaseOf(span: number, phases: number): number {
  return ((span % phases) + phases) % phases;
}
