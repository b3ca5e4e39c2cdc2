import { inTurns } from '../../../backtest/in-turns.ts';
import { maxAheadMs } from '../../../terms/event-time.ts';
import { playMonitor } from '../../../backtest/life/play-monitor.ts';
import { Refusal } from '../../problem/refusal.ts';
import { readLife } from '../../../client/life/read-life.ts';
import type { MonitorClient } from '../../../client/monitor-client.ts';
import type { Played } from '../../../backtest/life/played.ts';

/** What of a life is asked for; what is left out is everything. */
export interface LifeQuery {
  from?: number | undefined;
  to?: number | undefined;
  metric?: string | undefined;
  segment?: string | undefined;
  points: number;
}

/**
 * Reads and plays a monitor's life, between the other work of this server.
 *
 * @throws MonitorNotFoundError when the server has none
 */
export async function playLifeOf(client: MonitorClient, model: string, query: LifeQuery): Promise<Played> {
  const { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = query;
  // Refuses what is no model.
  client.monitor(model);
  const { client: temporal } = client;
  // Runs end by the monitor's clock, which values may be ahead of.
  const life = await readLife(temporal, model, { from: from - maxAheadMs, maxEvents, timeoutMs: readMs });
  const signal = AbortSignal.timeout(playMs);
  return inTurns(playMonitor(model, life, { ...query, from, to }), signal).catch((error: unknown) => {
    if (!signal.aborted) throw error;
    const next = 'ask for less with `from` and `metric`';
    throw new Refusal('busy', `The life of \`${model}\` takes longer than ${playMs / 1_000} s to play; ${next}`);
  });
}

// --- internal ---

/** Some 100,000 signals: more than a person looks at, and what is read in seconds. */
const maxEvents = 400_000;
const readMs = 30_000;
const playMs = 30_000;
