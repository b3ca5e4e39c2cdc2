import { backtest, type Backtest } from '../../../backtest/backtest.ts';
import { HistoryBuilder, rowsAt, type History } from '../../../backtest/history.ts';
import { monitorPast, type PastEvent } from '../../../backtest/monitor-past.ts';
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
  /** How much of the past is played, to its end. */
  days: number;
}

export interface PolicyPreview {
  model: string;
  text: string;
  from: number | null;
  to: number | null;
  observations: number;
  isCut: boolean;
  current: PreviewedPolicy;
  proposed: PreviewedPolicy;
}

interface PreviewedPolicy {
  retrains: { at: number; kind: 'soft' | 'full'; reasons: Reason[]; text: string }[];
  findings: string[];
}

/**
 * Plays a monitor's own past to its policy and to another one. Retrains take as long, and end as, the rule of
 * `backtest` says; commands of people are not replayed.
 */
export function playPreview({ model, events, before, after, days }: PreviewTask): PolicyPreview {
  const metrics = new Set([...before.policy.metrics, ...after.policy.metrics].map(({ name }) => name));
  const { history, start } = monitorPast(events, metrics);
  const newest = history.arrivals.at(-1) ?? null;
  const part = newest === null ? history : since(history, newest - days * 86_400_000);
  const { arrivals, size } = part;
  const play = ({ config, policy }: Settings): Backtest => {
    const rule = { takesMs: 3_600_000, outcome: 'promoted' } as const;
    const began = { at: arrivals[0] ?? start.at, champion: start.champion, generation: start.generation };
    return backtest({ config, policy, history: part, retrains: rule, start: began });
  };
  const current = previewed(play(before));
  const proposed = previewed(play(after));
  const text = sentence(current.retrains.length, proposed.retrains.length, arrivals[0] ?? null, newest);
  const isCut = size < history.size;
  return { model, text, from: arrivals[0] ?? null, to: newest, observations: size, isCut, current, proposed };
}

// --- internal ---

function previewed({ retrains, findings }: Backtest): PreviewedPolicy {
  return {
    retrains: retrains.map(({ at, kind, reasons }) => ({
      at,
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

/** The batches that arrived from then on. */
function since(history: History, from: number): History {
  const { arrivals, starts, streams, stream, at, value } = history;
  const builder = new HistoryBuilder();
  const places = streams.map(({ metric, segment, version }) => builder.streamOf(metric, segment, version));
  for (let batch = 0; batch < arrivals.length; batch++) {
    if (arrivals[batch]! < from) continue;
    builder.openBatch(arrivals[batch]!);
    for (let i = starts[batch]!; i < starts[batch + 1]!; i++)
      builder.append(places[stream[i]!]!, at[i]!, value[i]!, rowsAt(history, i));
  }
  return builder.build();
}
