import type { LiveTrial } from '../state/live-trial-state.ts';
import { cloneJson } from '../../terms/json.ts';
import { observeLive } from './live-trial.ts';
import type { DecodedSeries } from '../wire/batch.ts';
import type { Draft } from '../state/draft.ts';

/**
 * Lets the trials see the observations, and says whether that was all they are for: what was measured on a challenger
 * does not count for or against the champion.
 */
export function observeTrials(draft: Draft, metric: string, incoming: DecodedSeries): boolean {
  const { state } = draft;
  const { version } = incoming;
  const candidate = state.shadow?.version ?? state.approval?.version;
  if (version !== null && version === candidate && version !== state.champion) {
    if (state.shadow) state.shadow = observed(state.shadow, metric, 'candidate', incoming);
    state.counts.challenger += incoming.values.length;
    return true;
  }
  if (version !== null && version !== state.champion) return false;
  if (state.shadow) state.shadow = observed(state.shadow, metric, 'baseline', incoming);
  if (state.probation) state.probation = observed(state.probation, metric, 'candidate', incoming);
  return false;
}

// --- internal ---

function observed(
  trial: LiveTrial,
  metric: string,
  side: 'baseline' | 'candidate',
  { version, t0, values }: DecodedSeries
): LiveTrial {
  if (trial.decided || !Object.hasOwn(trial.metrics, metric)) return trial;
  // Untagged and older than the trial: measured on whatever served before.
  if (version === null && trial.sinceEvent !== null && t0 <= trial.sinceEvent) return trial;
  const copy = cloneJson(trial);
  const found = copy.metrics[metric];
  if (found) observeLive(found, side, values);
  return copy;
}
