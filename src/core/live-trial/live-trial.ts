import type { LiveMetric, LiveTrial } from '../state/live-trial-state.ts';
import { addTo, emptySummary, welch, type Summary } from '../../stats/welch.ts';
import { metricLabel, metricWordsOf, type MetricWords } from '../../terms/metric-kinds.ts';
import type { MetricPolicy } from '../state/policy.ts';

export interface LiveVerdict {
  /** `open` while observations are missing and nothing speaks against the version. */
  verdict: 'open' | 'worse' | 'fine';
  /** One sentence a metric. */
  findings: string[];
}

/** Fewer observations than this are no ground for a verdict. */
export const minLiveSamples = 10;

export function newLiveMetric(baseline: Summary = emptySummary): LiveMetric {
  return { baseline: { ...baseline }, candidate: { ...emptySummary }, looks: 0 };
}

/** One value more on either side; the trial is the caller's own copy. */
export function observeLive(metric: LiveMetric, side: 'baseline' | 'candidate', values: readonly unknown[]): number {
  let taken = 0;
  for (const x of values) {
    if (typeof x !== 'number' || !(Math.abs(x) <= maxMagnitude)) continue;
    addTo(metric[side], x);
    taken += 1;
  }
  return taken;
}

/**
 * Whether the version does worse than what it is held against, by more than may be lost. Looks are taken at a quarter,
 * half and all of the samples, so that a disaster ends early; the looks of all metrics share the level, so that chance
 * condemns a version that is no worse at most that often.
 *
 * @param how `isLast`: the time is up, and what there is has to do; by the edition of the decisions it is worded
 */
export function compareLive(
  trial: LiveTrial,
  policies: readonly MetricPolicy[],
  { isLast = false, edition }: { isLast?: boolean; edition: number }
): LiveVerdict {
  const { spec } = trial;
  const names = Object.keys(trial.metrics);
  const thresholds = thresholdsOf(spec.samples);
  const level = spec.significance / (thresholds.length * Math.max(1, names.length));
  const findings: string[] = [];
  let worse = false;
  for (const [name, metric] of Object.entries(trial.metrics)) {
    const n = Math.min(metric.candidate.n, metric.baseline.n < minLiveSamples ? 0 : Number.POSITIVE_INFINITY);
    const due = thresholds.filter((threshold) => n >= threshold).length;
    const looks = due > metric.looks || (isLast && n >= minLiveSamples);
    metric.looks = Math.max(metric.looks, due);
    const policy = policies.find((one) => one.name === name);
    const direction = policy?.direction ?? 'two-sided';
    const p = looks ? pWorse(metric, direction, spec.maxLoss) : 1;
    if (p <= level) worse = true;
    const verdict = looks && p <= level ? chanceText(p, edition) : '';
    const unit = edition > 2 && policy?.aggregate ? 'rows' : 'observations';
    findings.push(sentence(name, metric, { samples: spec.samples, unit, verdict, words: metricWordsOf(edition) }));
  }
  if (worse) return { verdict: 'worse', findings };
  return { verdict: isComplete(trial) ? 'fine' : 'open', findings };
}

/** All the observations that were asked for are there, on both sides. */
function isComplete({ metrics, spec }: LiveTrial): boolean {
  const all = Object.values(metrics);
  return (
    all.length > 0 &&
    all.every(({ baseline, candidate }) => candidate.n >= spec.samples && baseline.n >= minLiveSamples)
  );
}

// --- internal ---

/** As for the detectors: larger values are no measurements. */
const maxMagnitude = 1e100;

function thresholdsOf(samples: number): number[] {
  const all = [Math.ceil(samples / 4), Math.ceil(samples / 2), samples];
  return [...new Set(all)].filter((threshold) => threshold >= minLiveSamples || threshold === samples);
}

/** Where neither direction is better, a change in either is a loss. */
function pWorse({ baseline, candidate }: LiveMetric, direction: MetricPolicy['direction'], maxLoss: number): number {
  const margin = maxLoss * Math.abs(baseline.mean);
  const up = welch(baseline, candidate, margin);
  const down = welch(negated(baseline), negated(candidate), margin);
  if (direction === 'higher-is-better') return down;
  return direction === 'lower-is-better' ? up : Math.min(1, 2 * Math.min(up, down));
}

function negated(summary: Summary): Summary {
  return { ...summary, mean: -summary.mean };
}

function sentence(
  name: string,
  { baseline, candidate, level }: LiveMetric,
  { samples, unit, verdict, words }: { samples: number; unit: string; verdict: string; words: MetricWords }
): string {
  const value = (side: Summary): string => (side.n === 0 ? 'nothing yet' : words.value(name, side.mean));
  const seen = `${Math.min(candidate.n, samples)} of ${samples} ${unit}`;
  const how = level === undefined ? '' : ', without their season';
  return `${metricLabel(name)} ${value(candidate)} against ${value(baseline)} over ${seen}${how}${verdict}`;
}

function chanceText(p: number, edition: number): string {
  if (p < 0.0001) return edition > 2 ? ', worse (p < 0.0001)' : ', worse (p = < 0.0001)';
  return `, worse (p = ${p.toFixed(4)})`;
}
