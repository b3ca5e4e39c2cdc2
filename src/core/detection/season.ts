import { addToNewest, emptySummary } from '../../stats/welch.ts';
import { emptySeason, type SeasonState } from '../state-parts/season-state.ts';
import { localTime, modulo } from '../../terms/wall-clock.ts';
import type { SeasonPolicy } from '../state/policy.ts';

export function newSeason({ by }: SeasonPolicy): SeasonState {
  return emptySeason(forms[by].phases);
}

/**
 * Folds one value into the profile, and takes the season out of it.
 *
 *     residual = x - mean of the same phase over earlier visits
 *     mean of a phase <- mean + (mean of the visit - mean) / min(visits, 30)      when a visit ends
 *
 * One visit counts as one value, however many observations it has: values of one hour resemble each other. A value is
 * compared with earlier visits only, so that it does not hide itself. Within a visit a mean of `n` rows weighs as n.
 * `null` before a phase has been visited twice: one visit would be compared with the noise of one other.
 */
export function takeSeasonOut(season: SeasonState, policy: SeasonPolicy, at: number, x: number, n = 1): number | null {
  const { phases, unitMs } = forms[policy.by];
  const index = Math.floor(localTime(policy.timeZone, at) / unitMs);
  let { current } = season;
  // A clock that was far ahead for a moment must not end the learning: a whole cycle back means that it was wrong.
  if (current === null || index > current.index || index < current.index - phases) {
    if (current && index > current.index) endVisit(season, current, phases);
    current = { index, n: 0, mean: 0 };
    season.current = current;
  }
  // A straggler of a visit that has ended is judged, but teaches nothing more.
  if (index === current.index) {
    current.n += n;
    current.mean += ((x - current.mean) * n) / current.n;
  }
  return residualAt(season, modulo(index, phases), x);
}

/** What is left of a value without the season, which learns nothing of it; `null` before its phase is known. */
export function withoutSeason(season: SeasonState, policy: SeasonPolicy, at: number, x: number): number | null {
  const { phases, unitMs } = forms[policy.by];
  return residualAt(season, modulo(Math.floor(localTime(policy.timeZone, at) / unitMs), phases), x);
}

/** Keeps what was left of a value beside that of the newest before it. */
export function keepResidual(season: SeasonState, residual: number, window: number): void {
  season.residuals ??= { window: { ...emptySummary }, newest: { ...emptySummary } };
  addToNewest(season.residuals.window, residual, window);
  addToNewest(season.residuals.newest, residual, Math.min(window, newestResiduals));
}

/** The mean of the phases that are known: where values without their season stand. */
export function seasonLevel({ means, visits }: SeasonState): number {
  const known = means.filter((_, phase) => (visits[phase] ?? 0) >= minVisits);
  return known.reduce((mean, one, i) => mean + (one - mean) / (i + 1), 0);
}

// --- internal ---

const minVisits = 2;
const newestResiduals = 10;
/** A phase's mean rests on about this many of the newest visits, so that it follows a season that changes. */
const memory = 30;

const hourMs = 3_600_000;
const forms = {
  'hour-of-day': { phases: 24, unitMs: hourMs },
  'day-of-week': { phases: 7, unitMs: 24 * hourMs },
  'hour-of-week': { phases: 168, unitMs: hourMs },
} as const;

function endVisit(season: SeasonState, { index, mean }: { index: number; mean: number }, phases: number): void {
  const phase = modulo(index, phases);
  const visits = Math.min(memory, (season.visits[phase] ?? 0) + 1);
  const before = season.means[phase] ?? 0;
  season.visits[phase] = visits;
  // Nine digits are far below the noise of any metric, and halve what a profile takes of the state.
  season.means[phase] = Number((before + (mean - before) / visits).toPrecision(9));
}

function residualAt({ means, visits }: SeasonState, phase: number, x: number): number | null {
  return (visits[phase] ?? 0) < minVisits ? null : x - (means[phase] ?? 0);
}
