import type { LiveTrial } from '../state/live-trial-state.ts';
import { cloneJson } from '../../terms/json.ts';
import { observeLive } from './live-trial.ts';
import { metricOf, seriesKey } from '../state/series.ts';
import { withoutSeason } from '../detection/season.ts';
import type { DecodedSeries } from '../wire/batch.ts';
import type { Draft } from '../state/draft.ts';
import type { MonitorState } from '../state/state.ts';

/**
 * Lets the trials see the observations, and says whether that was all they are for: what was measured on a challenger
 * does not count for or against the champion.
 */
export function observeTrials(draft: Draft, metric: string, incoming: DecodedSeries): boolean {
  const { state } = draft;
  const { version } = incoming;
  const candidate = state.shadow?.version ?? state.approval?.version;
  if (version !== null && version === candidate && version !== state.champion) {
    if (state.shadow) state.shadow = observed(state, state.shadow, metric, 'candidate', incoming);
    state.counts.challenger += incoming.values.length;
    return true;
  }
  if (version !== null && version !== state.champion) return false;
  if (state.shadow) state.shadow = observed(state, state.shadow, metric, 'baseline', incoming);
  if (state.probation) state.probation = observed(state, state.probation, metric, 'candidate', incoming);
  return false;
}

// --- internal ---

function observed(
  state: MonitorState,
  trial: LiveTrial,
  metric: string,
  side: 'baseline' | 'candidate',
  incoming: DecodedSeries
): LiveTrial {
  const { version, t0, values } = incoming;
  if (trial.decided || !Object.hasOwn(trial.metrics, metric)) return trial;
  // Untagged and older than the trial: measured on whatever served before.
  if (version === null && trial.sinceEvent !== null && t0 <= trial.sinceEvent) return trial;
  const copy = cloneJson(trial);
  const found = copy.metrics[metric];
  if (found) observeLive(found, side, found.level === undefined ? values : inLevel(state, incoming, found.level));
  return copy;
}

/** The values without their season; of an hour or day that the season does not know yet there is none. */
function inLevel(state: MonitorState, { metric, segment, t0, dt, values }: DecodedSeries, level: number): number[] {
  const policy = metricOf(state.policy, metric)?.season;
  const season = state.series[seriesKey(metric, segment)]?.season;
  if (!policy || !season) return [];
  let at = t0 - (typeof dt === 'number' ? dt : 0);
  return values.flatMap((x, i) => {
    at += typeof dt === 'number' ? dt : (dt[i] as number);
    const residual = typeof x === 'number' ? withoutSeason(season, policy, at, x) : null;
    return residual === null ? [] : [residual + level];
  });
}
