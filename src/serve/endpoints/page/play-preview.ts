import { EventClock } from '../../../backtest/life/event-clock.ts';
import { backtest, type Backtest } from '../../../backtest/backtest.ts';
import { HistoryBuilder, rowsAt, type History } from '../../../backtest/history.ts';
import { monitorPast, type PastEvent } from '../../../backtest/monitor-past.ts';
import { maxAheadMs } from '../../../terms/event-time.ts';
import { numbered } from '../../../terms/numbered.ts';
import { reasonText, type Reason } from '../../../core/state/decision.ts';
import type { MonitorConfig } from '../../../core/state/retrain.ts';
import type { Policy } from '../../../core/state/policy.ts';

export interface Settings {
  config: MonitorConfig;
  policy: Policy;
}

export interface PreviewTask {
  model: string;
  events: readonly PastEvent[];
  before: Settings;
  after: Settings;
  /** How much of the past is played, to its end; in event time. */
  days: number;
}

export interface PolicyPreview {
  model: string;
  text: string;
  /** Event times. */
  from: number | null;
  to: number | null;
  observations: number;
  isCut: boolean;
  current: PreviewedPolicy;
  proposed: PreviewedPolicy;
}

interface PreviewedPolicy {
  /** `at` is of the clock by which the values arrived, `eventAt` of the values. */
  retrains: { at: number; eventAt: number; kind: 'soft' | 'full'; reasons: Reason[]; text: string }[];
  findings: string[];
}

/**
 * Plays a monitor's own past to its policy and to another one. Retrains take as long, and end as, the rule of
 * `backtest` says; commands of people are not replayed.
 */
export function playPreview({ model, events, before, after, days }: PreviewTask): PolicyPreview {
  const metrics = new Set([...before.policy.metrics, ...after.policy.metrics].map(({ name }) => name));
  const { history, start } = monitorPast(events, metrics);
  const { part, from, to, clock } = lastDays(history, days);
  const { arrivals, size } = part;
  const play = ({ config, policy }: Settings): Backtest => {
    const rule = { takesMs: 3_600_000, outcome: 'promoted' } as const;
    const began = { at: arrivals[0] ?? start.at, champion: start.champion, generation: start.generation };
    return backtest({ config, policy, history: part, retrains: rule, start: began });
  };
  const current = previewed(play(before), clock);
  const proposed = previewed(play(after), clock);
  const text = sentence(current.retrains.length, proposed.retrains.length, from, to);
  const isCut = size < history.size;
  return { model, text, from, to, observations: size, isCut, current, proposed };
}

// --- internal ---

function previewed({ retrains, findings }: Backtest, clock: EventClock): PreviewedPolicy {
  return {
    retrains: retrains.map(({ at, kind, reasons }) => ({
      at,
      eventAt: clock.placeAt(at),
      kind,
      reasons,
      text: reasons.map(reasonText).join('; '),
    })),
    findings,
  };
}

function sentence(now: number, then: number, from: number | null, to: number | null): string {
  if (from === null || to === null) return 'It has not received anything yet: there is no past to play';
  const days = Math.max(1, Math.round((to - from) / 86_400_000));
  const on = `On its own last ${days === 1 ? 'day' : `${days} days`}`;
  const count = numbered(then, 'retrain');
  return then === now ? `${on} this means ${count}, as many as now` : `${on} this means ${count} instead of ${now}`;
}

/** The part of a history that is played, with the event times at which it begins and ends. */
interface Part {
  part: History;
  from: number | null;
  to: number | null;
  clock: EventClock;
}

/**
 * What a history brought once its newest event time was at most so many days before its last. Of the first batch of
 * that, as a past may be sent at once, only what is not older; what comes late after it was seen like that.
 */
function lastDays(history: History, days: number): Part {
  const { arrivals, starts, streams, stream, at, value } = history;
  // A time that cannot be meant is no measure of others.
  const believed = (batch: number, i: number): number => Math.min(at[i]!, arrivals[batch]! + maxAheadMs);
  let to: number | null = null;
  each(history, (batch, i) => (to = Math.max(to ?? believed(batch, i), believed(batch, i))));
  const cut = (to ?? 0) - days * 86_400_000;
  const builder = new HistoryBuilder();
  const places = streams.map(({ metric, segment, version }) => builder.streamOf(metric, segment, version));
  const clock = new EventClock();
  let from: number | null = null;
  for (let batch = 0, newest = Number.NEGATIVE_INFINITY; batch < arrivals.length; batch++) {
    const isFirst = from === null;
    const before = newest;
    let firstNewer = Number.POSITIVE_INFINITY;
    for (let i = starts[batch]!; i < starts[batch + 1]!; i++) {
      const time = believed(batch, i);
      newest = Math.max(newest, time);
      if (time > before) firstNewer = Math.min(firstNewer, isFirst ? Math.max(time, cut) : time);
    }
    if (newest < cut) continue;
    builder.openBatch(arrivals[batch]!);
    for (let i = starts[batch]!; i < starts[batch + 1]!; i++) {
      const time = believed(batch, i);
      if (isFirst && time < cut) continue;
      if (isFirst) from = Math.min(from ?? time, time);
      builder.append(places[stream[i]!]!, at[i]!, value[i]!, rowsAt(history, i));
    }
    clock.hear(arrivals[batch]!, newest, firstNewer);
  }
  return { part: builder.build(), from, to, clock };
}

function each({ arrivals, starts }: History, see: (batch: number, i: number) => void): void {
  for (let batch = 0; batch < arrivals.length; batch++)
    for (let i = starts[batch]!; i < starts[batch + 1]!; i++) see(batch, i);
}
