import { newSeason, takeSeasonOut } from './season.ts';
import type { Verdict } from '../../terms/level.ts';
import type { MetricPolicy } from '../state/policy.ts';
import type { Place } from '../state/series.ts';
import type { Track } from '../state/state.ts';

/** One observation with its event time. */
export interface Timed {
  at: number;
  x: number;
}

/** Takes one observation into a track; `onChange` hears of every detector that changes its mind. */
export function advance(
  track: Track,
  metric: MetricPolicy,
  places: readonly Place[],
  at: number,
  x: number,
  onChange: (place: Place, verdict: Verdict, at: number) => void
): void {
  const isFresh = track.n === 0;
  track.ewma = isFresh ? x : metric.alpha * x + (1 - metric.alpha) * track.ewma;
  if (isFresh) track.firstAt = at;
  track.lastAt = Math.max(track.lastAt, at);
  track.last = x;
  track.n += 1;
  const residual = metric.season ? residualOf(track, metric.season, at, x) : x;
  for (const place of places) {
    const { slot, policy, detector } = place;
    const seen = policy.seasonal ? residual : x;
    if (seen === null) continue;
    const verdict = detector.update(slot.state, seen, policy.options);
    if (verdict !== slot.level) onChange(place, verdict, at);
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
