import { knownRegistry } from '../launch/registry-trouble.ts';
import type { LiveMetric, LiveTrial } from '../state/live-trial-state.ts';
import { automaton } from './approval.ts';
import { cloneJson } from '../../terms/json.ts';
import { endIncident } from './candidate-failed.ts';
import { emptySummary, addTo } from '../../stats/welch.ts';
import { compareLive, minLiveSamples, newLiveMetric } from '../live-trial/live-trial.ts';
import { retrainIdOf } from '../../terms/model-id.ts';
import { metricOf, windowOf } from '../state/series.ts';
import { saturate } from '../../stats/saturate.ts';
import { seasonLevel } from '../detection/season.ts';
import type { Draft } from '../state/draft.ts';
import type { MonitorState, SeriesState } from '../state/state.ts';

/**
 * A new version serves: from now on its live metrics are held against the last values of the one before, which is what
 * a rollback would bring back. Called before the baseline restarts.
 */
export function openProbation(draft: Draft, generation: number, version: string, against: string | null): void {
  const { state, now } = draft;
  const spec = state.config.retrain.probation;
  if (!spec || against === null) return;
  const names = spec.metrics ?? state.policy.metrics.map(({ name }) => name);
  const known = names.flatMap((name) => {
    const metric = baselineOf(state, name);
    return metric.baseline.n < minLiveSamples ? [] : [[name, metric] as const];
  });
  if (known.length === 0) {
    const seasons = names.some((name) => comparesWithoutSeason(state, name));
    const which = seasons ? ' whose season can be taken out' : '';
    const note = `no probation of ${version}: fewer than ${minLiveSamples} observations of ${against}${which} are known`;
    return draft.note('none', ['probation-skipped'], generation, note);
  }
  state.probation = {
    generation,
    version,
    against,
    since: now,
    until: now + spec.timeoutMs,
    sinceEvent: state.newestEventAt,
    spec,
    metrics: Object.fromEntries(known),
    decided: false,
  };
  const text = `version ${version} is on probation: ${spec.samples} observations of ${known.map(([name]) => name).join(', ')} against ${against}`;
  draft.notify({ event: 'probation-started', text });
}

/** Rolls back as soon as the new version is shown to be worse; adopts it when its time or its samples are complete. */
export function checkProbation(draft: Draft): void {
  const { state, now } = draft;
  // While a rollback is under way it is no longer for the probation to say what serves.
  if (!state.probation || state.probation.decided || state.rollback) return;
  const probation = cloneJson(state.probation);
  const isLast = now >= probation.until;
  const { verdict, findings } = compareLive(probation, state.policy.metrics, { isLast, edition: state.edition });
  state.probation = probation;
  const text = findings.join('; ');
  if (verdict === 'worse') return goBack(draft, probation, text);
  if (verdict === 'fine') return pass(draft, probation, 'probation-passed', text);
  if (!isLast) return;
  const isJudged = Object.values(probation.metrics).every(({ candidate }) => candidate.n >= minLiveSamples);
  pass(draft, probation, isJudged ? 'probation-passed' : 'probation-unjudged', text);
}

// --- internal ---

/**
 * The values of all segments together, as they stand in the windows. Of a series in drift only the newest: what the old
 * version did in better days it would not do again.
 */
function baselineOf(state: MonitorState, metric: string): LiveMetric {
  if (comparesWithoutSeason(state, metric)) return seasonlessBaselineOf(state, metric);
  const summary = { ...emptySummary };
  for (const series of Object.values(state.series)) {
    if (series.metric !== metric) continue;
    for (const x of windowOf(series).slice(isInDrift(series) ? -minLiveSamples : 0)) addTo(summary, x);
  }
  return newLiveMetric(summary);
}

/**
 * Values of other hours are others whatever the version: where the season is learned, what is left without it is
 * compared. Runs of before compare values as they come.
 */
function comparesWithoutSeason({ policy, edition }: MonitorState, metric: string): boolean {
  return edition > 2 && metricOf(policy, metric)?.season !== undefined;
}

function seasonlessBaselineOf(state: MonitorState, metric: string): LiveMetric {
  const parts = Object.values(state.series).flatMap((series) => {
    const { residuals } = series.season ?? {};
    if (series.metric !== metric || !series.season || !residuals) return [];
    return [{ ...residuals[isInDrift(series) ? 'newest' : 'window'], level: seasonLevel(series.season) }];
  });
  const n = parts.reduce((sum, part) => sum + part.n, 0);
  const level = parts.reduce((sum, part) => sum + (part.level * part.n) / n, 0);
  const mean = parts.reduce((sum, part) => sum + (part.mean * part.n) / n, 0);
  const m2 = parts.reduce((sum, part) => saturate(sum + part.m2 + part.n * (part.mean - mean) ** 2), 0);
  return { ...newLiveMetric({ n, mean: mean + level, m2 }), level };
}

function isInDrift({ slots }: SeriesState): boolean {
  return slots.some(({ latched, level }) => latched || level === 'drift');
}

function goBack(draft: Draft, probation: LiveTrial, findings: string): void {
  const { model } = draft.state.config;
  const { generation, version, against } = probation;
  draft.state.probation = { ...probation, decided: true };
  draft.state.rollback = { at: draft.now, actor: automaton };
  const note = `version ${version} does worse than ${against}, rolling back: ${findings}`;
  draft.note('settled', ['probation-failed'], generation, note);
  draft.notify({ event: 'probation-failed', severity: 'full', text: note });
  draft.effects.push({
    type: 'roll-back',
    model,
    ...knownRegistry(draft.state),
    changeId: `${retrainIdOf(model, generation)}/probation`,
    from: version,
    actor: automaton,
    reason: note.slice(0, 500),
  });
}

function pass(
  draft: Draft,
  { generation, version }: LiveTrial,
  code: 'probation-passed' | 'probation-unjudged',
  findings: string
): void {
  const { state } = draft;
  state.probation = null;
  endIncident(draft);
  const why = code === 'probation-passed' ? 'has stood its probation' : 'is adopted for want of observations';
  const text = `version ${version} ${why}: ${findings}`;
  draft.note('settled', [code], generation, text);
  draft.notify({ event: 'probation-passed', text });
}
