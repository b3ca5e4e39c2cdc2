import { usualStep } from './season/usual-step.ts';
import type { BacktestRetrain } from './retrains.ts';
import type { History } from './history.ts';

/** Retrains that one drift has asked for, one after the other. */
export interface Incident {
  /** Generations of its first and last retrain. */
  first: number;
  last: number;
  from: number;
  to: number;
  retrains: number;
  /** `metric`, or `metric in segment`; empty where a schedule or a person asked. */
  about: string[];
}

export interface Grouping {
  cooldownMs: number;
  /** How long a retrain takes that has no end. */
  takesMs: number;
  history: History;
}

/**
 * Groups retrains: one belongs to the incident before it when it is about the same metric and segment, and comes soon
 * after that incident's last. Nothing could come sooner than a cool-down, the end of a retrain or the next value: soon
 * is within three times the longest of these (three hours at least).
 */
export function incidentsOf(retrains: readonly BacktestRetrain[], grouping: Grouping): Incident[] {
  const incidents: Known[] = [];
  const stepOf = stepsBySubject(grouping.history);
  for (const { generation, at, reasons, finishedAt } of retrains) {
    const about = [...new Set(reasons.flatMap((reason) => ('metric' in reason ? [subjectOf(reason)] : [])))];
    const least = Math.max(grouping.cooldownMs, leastMs, ...about.map(stepOf));
    const known = incidents.findLast(
      (one) => at - one.to <= 3 * Math.max(least, one.lastedMs) && one.about.some((subject) => about.includes(subject))
    );
    const lastedMs = finishedAt === null ? grouping.takesMs : finishedAt - at;
    if (!known) incidents.push({ first: generation, last: generation, from: at, to: at, retrains: 1, about, lastedMs });
    else {
      known.last = generation;
      known.to = at;
      known.retrains += 1;
      known.lastedMs = lastedMs;
      known.about = [...new Set([...known.about, ...about])];
    }
  }
  return incidents.map(({ first, last, from, to, retrains: count, about }) => ({
    first,
    last,
    from,
    to,
    retrains: count,
    about,
  }));
}

// --- internal ---

const leastMs = 3_600_000;

interface Known extends Incident {
  /** How long its last retrain took. */
  lastedMs: number;
}

/** From one value of a subject to the next; 0 where that is not known. */
function stepsBySubject(history: History): (subject: string) => number {
  const known = new Map<string, number>();
  return (subject) => {
    let step = known.get(subject);
    if (step === undefined) {
      const own = history.streams.find((stream) => subjectOf(stream) === subject);
      step = (own && usualStep(history, own.series)) ?? 0;
      known.set(subject, step);
    }
    return step;
  };
}

function subjectOf({ metric, segment }: { metric: string; segment?: string }): string {
  return segment ? `${metric} in ${segment}` : metric;
}
