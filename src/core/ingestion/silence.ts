import { metricOf } from '../state/series.ts';
import { evaluateRules } from '../launch/rules.ts';
import type { Draft } from '../state/draft.ts';
import type { MonitorState, SeriesState } from '../state/state.ts';

/**
 * Streams that have been silent for longer than their policy allows: `no-data` is a state of its own, never healthy.
 */
export function checkSilence(draft: Draft): void {
  const silent: string[] = [];
  const subjects: string[] = [];
  for (const [key, series] of Object.entries(draft.state.series)) {
    const due = silentAt(draft.state, series);
    if (due === null || due > draft.now) continue;
    const copy = draft.series(key);
    if (copy) copy.silent = true;
    subjects.push(`${series.metric}/${series.segment}`);
    silent.push(series.segment ? `${series.metric} of ${series.segment}` : series.metric);
  }
  for (const { metric, at } of neverHeard(draft.state)) {
    if (at > draft.now) continue;
    draft.state.unheard = [...draft.state.unheard, metric];
    subjects.push(`${metric}/`);
    silent.push(`${metric}, which was never reported`);
  }
  if (silent.length === 0) return;
  draft.notify({
    event: 'no-data',
    text: `no data for ${silent.join(', ')}`,
    subjects,
  });
}

/** When that stream will count as silent; `null` when it already does, or never will. */
export function silentAt(state: MonitorState, series: SeriesState): number | null {
  if (series.silent || state.phase === 'stopped') return null;
  const limit = metricOf(state.policy, series.metric)?.noDataAfterMs ?? null;
  return limit === null ? null : series.heardAt + limit;
}

/** Metrics that have never been reported, and when that counts as silence; without those already announced. */
export function neverHeard(state: MonitorState): { metric: string; at: number }[] {
  const { policy, series, unheard, startedAt, phase, policyChanges } = state;
  if (phase === 'stopped') return [];
  const watched = policy.metrics.filter(({ name, noDataAfterMs }) => noDataAfterMs !== null && !unheard.includes(name));
  if (watched.length === 0) return [];
  const heard = new Set(Object.values(series).map(({ metric }) => metric));
  const since = Math.max(startedAt, policyChanges.at(-1)?.at ?? startedAt);
  return watched
    .filter(({ name }) => !heard.has(name))
    .map(({ name, noDataAfterMs }) => ({ metric: name, at: since + (noDataAfterMs ?? 0) }));
}

/** The first value of a metric that was said to be silent. */
export function heardAtLast(draft: Draft, series: SeriesState): void {
  if (!draft.state.unheard.includes(series.metric)) return;
  draft.state.unheard = draft.state.unheard.filter((metric) => metric !== series.metric);
  heardAgain(draft, { ...series, segment: '' });
}

/** A stream that had been silent is reported again. */
export function heardAgain(draft: Draft, series: SeriesState): void {
  series.silent = false;
  draft.notify({
    event: 'data-again',
    text: `${series.metric}${series.segment ? ` of ${series.segment}` : ''} is being reported again`,
    subjects: [`${series.metric}/${series.segment}`],
  });
  // A rule may not rest on a silent stream; now it may again.
  evaluateRules(draft);
}
