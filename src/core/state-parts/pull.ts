/** Where a monitor's metrics are asked for, and how often; complete. */
export interface PullSpec {
  /** Name of a source that the workers know. */
  source: string;
  everyMs: number;
  /** How much later than its time a value is asked for. */
  delayMs: number;
  /** How far back it is asked for what was missed. */
  catchUpMs: number;
  /** By metric. */
  queries: Record<string, PullQuery>;
}

export interface PullQuery {
  query: string;
  /** Label that names the segment; `null`: the answer is one series. */
  segment: string | null;
}

/** A query that fails: nothing of its metric arrives until it is answered. */
export interface PullFault {
  metric: string;
  /** Why, in the words of the source. */
  text: string;
  since: number;
}

/** What a pull that has ended tells its monitor. */
export interface PullReport {
  /** Queries that have failed. */
  failed: { metric: string; text: string }[];
  /** Those that were asked: the ones that have not failed were answered. Absent: all were asked. */
  asked?: string[];
}

/** What a schedule starts a pull with. */
export interface PullOrder {
  model: string;
  pull: PullSpec;
}

/** Times to ask for, both included: epoch milliseconds on the grid of `everyMs`, which is counted from 1970. */
export interface PullSpan {
  from: number;
  to: number;
}

/**
 * What is to be asked for now: everything since the last time that has been asked for, at first only the newest.
 * `undefined` when there is nothing new.
 *
 * @param until the last time that has been asked for; `null` before the first
 */
export function pullSpan(
  { everyMs, delayMs, catchUpMs }: PullSpec,
  until: number | null,
  now: number
): PullSpan | undefined {
  const to = Math.floor((now - delayMs) / everyMs) * everyMs;
  const earliest = Math.ceil((to - catchUpMs) / everyMs) * everyMs;
  const from = until === null ? to : Math.max(Math.floor(until / everyMs) * everyMs + everyMs, earliest);
  return from > to ? undefined : { from, to: Math.min(to, from + (maxSlots - 1) * everyMs) };
}

/** Whether it has the form of one, whoever made it. */
export function isPlainPull(pull: PullSpec): boolean {
  const { source, everyMs, delayMs, catchUpMs, queries } = pull;
  const isTimed = [everyMs, delayMs, catchUpMs].every((ms) => Number.isFinite(ms) && ms >= 0) && everyMs >= 1_000;
  if (!isTimed || typeof source !== 'string' || typeof queries !== 'object' || queries === null) return false;
  const given: unknown[] = Object.values(queries);
  return given.every((one) => {
    const { query, segment } = (one ?? {}) as Partial<PullQuery>;
    return typeof query === 'string' && (segment === null || typeof segment === 'string');
  });
}

/** Times that one question is about: Prometheus answers at most 11,000. */
export const maxSlots = 500;
