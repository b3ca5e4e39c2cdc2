import type { BacktestRetrain } from './retrains.ts';

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

/**
 * Groups retrains: one belongs to the incident before it when it is about the same metric and segment, and comes within
 * three cool-downs (three hours at least) of that incident's last.
 */
export function incidentsOf(retrains: readonly BacktestRetrain[], cooldownMs: number): Incident[] {
  const apart = 3 * Math.max(cooldownMs, 3_600_000);
  const incidents: Incident[] = [];
  for (const { generation, at, reasons } of retrains) {
    const about = [...new Set(reasons.flatMap((reason) => ('metric' in reason ? [subjectOf(reason)] : [])))];
    const known = incidents.findLast(
      (one) => at - one.to <= apart && one.about.some((subject) => about.includes(subject))
    );
    if (!known) incidents.push({ first: generation, last: generation, from: at, to: at, retrains: 1, about });
    else {
      known.last = generation;
      known.to = at;
      known.retrains += 1;
      known.about = [...new Set([...known.about, ...about])];
    }
  }
  return incidents;
}

// --- internal ---

function subjectOf({ metric, segment }: { metric: string; segment?: string }): string {
  return segment ? `${metric} in ${segment}` : metric;
}
