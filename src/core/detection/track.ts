import { evenOut } from './even-out.ts';
import { keepResidual, newSeason, takeSeasonOut } from './season.ts';
import { levelFromNewest, withKnownVariance } from './spread-apart.ts';
import type { Sampled } from '../../stats/sampled.ts';
import type { Verdict } from '../../terms/level.ts';
import type { MetricPolicy } from '../state/policy.ts';
import type { Place } from '../state/series.ts';
import type { Rows } from '../../terms/rows.ts';
import type { SeriesState, Track } from '../state/state.ts';

/** One observation with its event time. */
export interface Timed {
  at: number;
  x: number;
  /** What it is the mean of, where that was sent. */
  sampled?: Sampled;
  /** The same, as it is shown. */
  rows?: Rows | null;
}

/** Takes one observation into a track; `onChange` hears of every detector that changes its mind. */
export function advance(
  track: Track,
  metric: MetricPolicy,
  places: readonly Place[],
  { at, x, sampled }: Timed,
  onChange: (place: Place, verdict: Verdict, at: number) => void
): void {
  const isFresh = track.n === 0;
  const evened = sampled || track.rows ? evenOut(track, metric, x, sampled) : undefined;
  const share = evened?.share ?? metric.alpha;
  track.ewma = isFresh ? x : share * x + (1 - share) * track.ewma;
  if (isFresh) track.firstAt = at;
  track.lastAt = Math.max(track.lastAt, at);
  track.last = x;
  track.n += 1;
  const residual = metric.season
    ? residualOf(track, metric.season, { at, x, n: sampled?.n, window: metric.window })
    : x;
  const known = sampled && metric.rowVariance ? withKnownVariance(sampled, track.rows?.apart) : sampled;
  let isFound = false;
  for (const place of places) {
    const { slot, policy, detector } = place;
    const isEvened = evened !== undefined && !detector.judgesRows && detector.input === 'metric';
    const plain = policy.seasonal ? residual : x;
    if (plain === null) continue;
    const seen = !isEvened ? plain : policy.seasonal ? plain * evened.pull : evened.value;
    const rows = policy.seasonal ? asResidual(known, x, metric) : known;
    const verdict = detector.update(slot.state, seen, policy.options, rows);
    isFound ||= isEvened && verdict === 'drift' && slot.level !== 'drift';
    if (verdict !== slot.level) onChange(place, verdict, at);
  }
  if (isFound && track.rows?.apart) levelFromNewest(track.rows, track.rows.apart);
}

/**
 * Keeps what evidence says of the times of its values, also where they come out of order. To be called before the
 * observation is taken; runs of before edition 2 go on without.
 */
export function noteTime(series: SeriesState, at: number): void {
  if (series.n > 0 && at < series.firstAt) series.firstAt = at;
  setTakenAt(series, at < series.lastAt ? at : undefined);
}

/** @param at `undefined`: none is newer */
export function setTakenAt(series: SeriesState, at: number | undefined): void {
  if (at !== undefined) series.takenAt = at;
  else if (series.takenAt !== undefined) delete series.takenAt;
}

/** Keeps the rows of the newest value; where it has none, none are shown beside it. */
export function setNewestRows(series: SeriesState, rows: Rows | null | undefined): void {
  if (rows) series.newest = rows;
  else if (series.newest) delete series.newest;
}

/** The part of a stream that observations add up to, as a copy of its own once cloned. */
export function trackOf({ n, last, firstAt, lastAt, ewma, slots, season, rows }: Track): Track {
  return { n, last, firstAt, lastAt, ewma, slots, ...(season ? { season } : {}), ...(rows ? { rows } : {}) };
}

// --- internal ---

/**
 * A residual of a share is none itself, and varies as the share does; as if one more row had been right and one wrong.
 */
function asResidual(sampled: Sampled | undefined, x: number, { rowVariance }: MetricPolicy): Sampled | undefined {
  if (!sampled?.isShare) return sampled;
  const share = Math.min(1, Math.max(0, (x * sampled.n + 1) / (sampled.n + 2)));
  return {
    n: sampled.n,
    variance: share * (1 - share),
    isShare: false,
    ...(rowVariance ? { degrees: sampled.n + 1 } : {}),
  };
}

function residualOf(
  track: Track,
  policy: NonNullable<MetricPolicy['season']>,
  { at, x, n, window }: { at: number; x: number; n: number | undefined; window: number }
): number | null {
  track.season ??= newSeason(policy);
  const residual = takeSeasonOut(track.season, policy, at, x, n);
  if (residual !== null) keepResidual(track.season, residual, window);
  return residual;
}
