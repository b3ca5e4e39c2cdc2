import { detectorOf } from '../state/series.ts';
import { newSeason, takeSeasonOut } from './season.ts';
import type { Detector } from '../../detectors/detector.ts';
import type { Verdict } from '../../terms/level.ts';
import type { DetectorPolicy, MetricPolicy } from '../state/policy.ts';
import type { SlotState, Track } from '../state/state.ts';

/** One observation with its event time. */
export interface Timed {
  at: number;
  x: number;
}

/** A detector at its place in a stream. */
export interface Lane {
  slot: SlotState;
  policy: DetectorPolicy;
  detector: Detector;
}

export function lanesOf(metric: MetricPolicy, slots: readonly SlotState[]): Lane[] {
  return metric.detectors.map((policy, k) => ({ slot: slots[k]!, policy, detector: detectorOf(policy) }));
}

/** Takes one observation into a track; `onChange` hears of every detector that changes its mind. */
export function advance(
  track: Track,
  metric: MetricPolicy,
  lanes: readonly Lane[],
  at: number,
  x: number,
  onChange: (lane: Lane, verdict: Verdict, at: number) => void
): void {
  const isFresh = track.n === 0;
  track.ewma = isFresh ? x : metric.alpha * x + (1 - metric.alpha) * track.ewma;
  if (isFresh) track.firstAt = at;
  track.lastAt = Math.max(track.lastAt, at);
  track.last = x;
  track.n += 1;
  const residual = metric.season ? residualOf(track, metric.season, at, x) : x;
  for (const lane of lanes) {
    const seen = lane.policy.seasonal ? residual : x;
    if (seen === null) continue;
    const verdict = lane.detector.update(lane.slot.state, seen, lane.policy.options);
    if (verdict !== lane.slot.level) onChange(lane, verdict, at);
  }
}

/** The part of a stream that observations add up to, as a copy of its own once cloned. */
export function trackOf({ n, last, firstAt, lastAt, ewma, slots, season }: Track): Track {
  return { n, last, firstAt, lastAt, ewma, slots, ...(season ? { season } : {}) };
}

// --- internal ---

function residualOf(track: Track, policy: NonNullable<MetricPolicy['season']>, at: number, x: number): number | null {
  track.season ??= newSeason(policy);
  return takeSeasonOut(track.season, policy, at, x);
}
