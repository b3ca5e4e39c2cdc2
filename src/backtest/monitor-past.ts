import { decodeBatch, type DecodedSeries } from '../core/wire/batch.ts';
import { HistoryBuilder, type History } from './history.ts';
import { newestEdition } from '../core/upcast.ts';
import { readOutcome } from '../core/outcome/outcome.ts';
import { noPastSources, withBatch, type Senders } from '../core/ingestion/senders.ts';
import { withoutRepeats, type Seen } from '../core/ingestion/repeats.ts';
import type { RecordedRetrain } from './simulation.ts';

/** What happened to a monitor, at the time when its workflow processed it. */
export type PastEvent = { at: number } & (
  | {
      type: 'started';
      champion: string | null;
      generation: number;
      /** What it was handed of earlier runs, to know repetitions by. */
      seen: Partial<Seen & Senders>;
    }
  | { type: 'recalled'; champion: string | null; generation: number }
  | { type: 'batch'; batch: unknown }
  | { type: 'retrain-started'; generation: number }
  | { type: 'retrain-finished'; outcome: unknown }
  /** A person, or a script, asked for something. */
  | { type: 'command' }
);

/** A monitor's own life, as far as its server still has it. */
export interface MonitorPast {
  history: History;
  start: { at: number; champion: string | null; generation: number };
  /** How its retrains really ended, by generation. */
  recorded: ReadonlyMap<number, RecordedRetrain>;
  /** Commands, which are not replayed. */
  commands: number;
}

/**
 * What a monitor received, and how its retrains ended. Batches arrive when the monitor processed them; repetitions and
 * refused batches are left out.
 *
 * @param metrics the ones to read
 */
export function monitorPast(events: readonly PastEvent[], metrics: ReadonlySet<string>): MonitorPast {
  const builder = new HistoryBuilder();
  const launched = new Map<number, number>();
  const recorded = new Map<number, RecordedRetrain>();
  let start: MonitorPast['start'] | undefined;
  let senders: Senders = { sources: {}, pastSources: noPastSources() };
  let seen: Seen = { keys: { young: [], old: [] }, lists: {} };
  let commands = 0;
  for (const event of events) {
    const { at, type } = event;
    if (type === 'started') {
      start ??= { at, champion: event.champion, generation: event.generation };
      const { sources, pastSources, keys, lists } = event.seen;
      if (sources) senders = { sources, pastSources: pastSources ?? noPastSources() };
      if (keys) seen = { keys, lists: lists ?? {} };
    } else if (type === 'recalled') {
      // Asked once, when a monitor starts.
      if (start) start = { ...start, champion: event.champion, generation: event.generation };
    } else if (type === 'batch') {
      const batch = decodeBatch(event.batch);
      if (typeof batch === 'string') continue;
      const noted = withBatch(senders, batch, at);
      if (typeof noted === 'string') continue;
      senders = noted;
      // Also what a run of before has lost between segments is known here.
      const first = withoutRepeats(batch, { ...seen, edition: newestEdition }, at);
      seen = first.seen;
      const known = first.series.filter(({ metric, values }) => values.length > 0 && metrics.has(metric));
      if (known.length === 0) continue;
      builder.openBatch(at);
      for (const series of known) addSeries(builder, series);
    } else if (type === 'retrain-started') launched.set(event.generation, at);
    else if (type === 'retrain-finished') {
      const outcome = readOutcome(event.outcome, at, newestEdition);
      // Reports come twice; the first one counted.
      if (typeof outcome === 'string' || recorded.has(outcome.generation)) continue;
      const startedAt = launched.get(outcome.generation) ?? null;
      recorded.set(outcome.generation, { startedAt, finishedAt: at, outcome });
    } else commands += 1;
  }
  return { history: builder.build(), start: start ?? { at: 0, champion: null, generation: 0 }, recorded, commands };
}

// --- internal ---

function addSeries(builder: HistoryBuilder, { metric, segment, version, t0, dt, values, rows }: DecodedSeries): void {
  const place = builder.streamOf(metric, segment, version);
  let at = t0;
  values.forEach((value, i) => {
    at = typeof dt === 'number' ? t0 + i * dt : at + dt[i]!;
    builder.append(place, at, value ?? Number.NaN, rows?.[i] ?? undefined);
  });
}
