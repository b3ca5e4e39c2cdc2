import { freshDay, teachSeasons } from './day.ts';
import { briefSeason, chooseSeason, seasonAt } from './season.ts';
import { covariancesOf, longRunOf, spans } from './long-run.ts';
import { knotsOf, medianOf, scaleOf, scoreOf, scoreUnit } from './scores.ts';
import { withChange } from './week.ts';
import { learnsWeeks, type LevelShiftOptions } from './options.ts';
import { saturate } from '../../stats/saturate.ts';
import { calmerThan, trendOf } from './trend.ts';
import { inUnits, straight } from './units.ts';
import { brief, freshSeason, type Known, type LevelShiftState } from './state.ts';

/** Most values in the ring; when it is full the oldest quarter teaches and goes. */
export const ringSize = 256;

/** Stands for knowledge from a burn-in, which the first full ring replaces. */
export const provisional = -1;

/** The ring without the seasons. */
export function withoutSeason(state: LevelShiftState, known: Known): number[] {
  const { ring, t } = state;
  const { active, week, profile } = known.season;
  if (active.length === 0 && !week && !profile) return ring;
  return ring.map((y, i) => withoutSeasonAt(known, y, t - ring.length + i));
}

/** A value without the seasons; one far away is in other units than they are. */
export function withoutSeasonAt({ season, hasFar }: Known, y: number, t: number): number {
  return hasFar && Math.abs(y) > straight ? y : y - seasonAt(season, t);
}

/**
 * The end of the burn-in: shape and correlation of all early values about their levels; the newest level goes on. With
 * `incidents` seasons are learned about the levels, too: an incident that is over would look like a long wave, and move
 * the mean.
 */
export function learnFirst(state: LevelShiftState, options: LevelShiftOptions): void {
  const { early, starts, t } = state;
  const bounds = [0, ...starts, early.length];
  let level = 0;
  const levels: number[] = [];
  const residuals = starts.concat(early.length).flatMap((to, k) => {
    const part = early.slice(bounds[k], to);
    level = saturate(medianOf(part));
    levels.push(level);
    return part.map((x) => saturate(x - level));
  });
  let scale = saturate(scaleOf(residuals));
  if (!(scale > rounding * Math.abs(level))) scale = constantShare * Math.abs(level) || constantShare;
  const unit = Math.max(scale / unitsInScale, Number.MIN_VALUE);
  const known: Known = {
    origin: level,
    unit,
    scale: unitsInScale,
    knots: [],
    covariances: [],
    n: early.length,
    seen: spans.map(() => 0),
    seenN: 0,
    spread: [],
    longRun: 1,
    season: freshSeason(0, unitsInScale ** 2),
  };
  const { farLevels } = options;
  const inOrder = residuals.map((x) => inUnits({ origin: 0, unit }, x, farLevels));
  known.knots = knotsOf(inOrder, 0).map((knot) => brief(knot, 5));
  known.covariances = scoresCovariances(inOrder.map((y) => scoreOf(known.knots, known.scale, y)));
  const head = starts.at(-1) ?? 0;
  const values = early.map((x) => inUnits(known, x, farLevels));
  const teaching = options.incidents ? inOrder : values;
  known.season.mean = medianOf(teaching);
  const first = t - early.length;
  if (options.wholeDays) known.season.day = freshDay();
  teachSeasons(known, teaching.slice(0, head), first, values.slice(0, head));
  if (learnsWeeks(options))
    starts.forEach((start, k) => {
      state.changes = withChange(state.changes, first + start, inUnits(known, levels[k] as number, farLevels));
    });
  state.known = known;
  state.center = 0;
  state.ring = values.slice(head);
  state.recenterAt = state.ring.length < ringSize / 2 ? 2 * state.ring.length : 0;
  state.older = { n: 0, sum: 0 };
  state.taught = provisional;
  if (options.closerLook) state.look ??= state.ring.length;
  state.early = [];
  state.starts = [];
  score(state, known);
  reckon(state, known, options.limit);
}

/**
 * Knowledge anew from the ring: after the first full one, when the seasons change, and when the spread has.
 *
 * @param residuals about the line that the ring rises or falls along, if it does: how values vary is learned from them
 */
export function relearn(state: LevelShiftState, known: Known, limit: number, residuals?: number[]): void {
  const values = withoutSeason(state, known);
  state.center = medianOf(values);
  known.scale = brief(scaleOf(residuals ?? values)) || known.scale;
  known.knots = knotsOf(residuals ?? values, residuals ? 0 : state.center).map((knot) => brief(knot, 5));
  known.n = values.length;
  known.seen = spans.map(() => 0);
  known.seenN = 0;
  state.older = { n: 0, sum: 0 };
  state.recenterAt = 0;
  state.taught = values.length;
  delete state.look;
  score(state, known);
  known.covariances = scoresCovariances(
    residuals ? residuals.map((y) => scoreOf(known.knots, known.scale, y)) : scoresOf(state)
  );
  reckon(state, known, limit);
}

/**
 * Shape and correlation of a ring that has taught and turns out to hold two levels, about each of them; few values
 * leave what is known. The first is the one that the second has to be compared with.
 */
export function learnAbout(state: LevelShiftState, known: Known, cut: number, limit: number): void {
  const { ring } = state;
  const [before, after] = [medianOf(ring.slice(0, cut)), medianOf(ring.slice(cut))];
  state.center = before;
  known.season.mean = before;
  if (ring.length < leastAbout) return;
  const residuals = ring.map((y, i) => y - (i < cut ? before : after));
  known.scale = brief(scaleOf(residuals)) || known.scale;
  known.season.variance = known.scale ** 2;
  known.knots = knotsOf(residuals, 0).map((knot) => brief(knot, 5));
  known.covariances = scoresCovariances(residuals.map((y) => scoreOf(known.knots, known.scale, y)));
  known.n = ring.length;
  reckon(state, known, limit);
}

/** What a promotion changes is a level: the way to it from the mean of before would look like a long wave. */
export function recenter(state: LevelShiftState, known: Known, center: number): void {
  if (state.renewed) known.season.mean += center - state.center;
  state.center = center;
}

/** Shape and correlation of a new spread, from the values since; provisional, as after the first burn-in. */
export function learnAgain(state: LevelShiftState, known: Known, limit: number): void {
  recenter(state, known, medianOf(withoutSeason(state, known)));
  delete state.renewed;
  delete state.spread;
  relearn(state, known, limit);
  state.taught = provisional;
}

/** What is left of the ring's oldest quarter when it goes. It has been judged by then: a change in it was found. */
export function learnQuarter(state: LevelShiftState, known: Known, options: LevelShiftOptions): void {
  const { limit, closerLook } = options;
  const isFirst = state.taught === provisional;
  const residuals = options.trends ? trendIn(state, known, options.mode !== 'both') : undefined;
  if (isFirst || residuals) relearn(state, known, limit, residuals);
  const { season } = known;
  const values = withoutSeason(state, known).slice(0, quarter);
  // A line looks like a long wave.
  if (!residuals) teachSeasons(known, state.ring.slice(0, quarter), state.t - state.ring.length);
  briefSeason(season, state.changes !== undefined);
  const scores = scoresOf(state);
  const mean = (state.older.sum + (state.sums[ringSize] as number)) / (state.older.n + ringSize);
  if (state.taught > 0) state.taught = Math.max(0, state.taught - quarter);
  else shape(known, values, state.center, scores, mean);
  // Sums along a line vary as it falls.
  if (!residuals) seeSums(known, state.sums, mean);
  state.older.sum += state.sums[quarter] as number;
  state.older.n += quarter;
  if (state.older.n > levelMemory)
    state.older = { n: levelMemory, sum: (state.older.sum * levelMemory) / state.older.n };
  state.older.sum = brief(state.older.sum, 6);
  state.ring = state.ring.slice(quarter);
  const base = state.sums[quarter] as number;
  state.sums = state.sums.slice(quarter).map((sum) => sum - base);
  reckon(state, known, limit);
  if (!residuals && chooseSeason(known, state.t, closerLook)) relearn(state, known, limit);
  else if (season.active.length > 0 || season.week || season.profile) score(state, known);
}

/** Scores of the whole ring. */
export function score(state: LevelShiftState, known: Known): void {
  state.sums = [0];
  let sum = 0;
  for (const y of withoutSeason(state, known)) {
    sum += scoreOf(known.knots, known.scale, y - state.center);
    state.sums.push(sum);
  }
}

export function scoresOf({ sums }: LevelShiftState): number[] {
  return sums.slice(1).map((sum, i) => sum - (sums[i] as number));
}

// --- internal ---

const quarter = ringSize / 4;
const lags = 12;
const unitsInScale = 64;
/** A deviation below this share of the level is rounding. */
const rounding = 1e-14;
/** Stand-in for the scale of a constant stream, as a share of its level. */
const constantShare = 1e-3;
/** Values that the level, and that correlation and shape rest on at most. */
const levelMemory = 500;
const shapeMemory = 1500;
/** Values that shape is learned again from where it was learned already. */
const leastAbout = 80;
const leastVariance = 0.05 * scoreUnit ** 2;

function scoresCovariances(scores: readonly number[]): number[] {
  const mean = scores.reduce((sum, x) => sum + x, 0) / scores.length;
  return bounded(covariancesOf(scores, mean, lags));
}

function bounded([variance = 0, ...others]: readonly number[]): number[] {
  return [Math.max(leastVariance, variance), ...others].map((x) => brief(x));
}

/**
 * Residuals about the line of a ring that was, or would be, taken for correlation: looked for where no more than the
 * burn-in is known, and where that says that neighbours correlate strongly. A wave that was seen in a rise or fall adds
 * one to all that follows: where the ring is calm without it, it is let go.
 *
 * @param mayEnd whether a rise or fall that slows down counts: by its side it is known for good or bad
 */
function trendIn(state: LevelShiftState, known: Known, mayEnd: boolean): number[] | undefined {
  const { season, covariances } = known;
  const isYoung = state.taught === provisional || known.n < ringSize;
  const about = (values: readonly number[]): number[] | undefined =>
    (isYoung ? trendOf(values, mayEnd) : undefined) ?? calmerThan(values, covariances);
  const found = about(withoutSeason(state, known));
  if (found || season.active.length === 0 || season.week || season.profile) return found;
  const calm = about(state.ring);
  if (calm) known.season = { ...season, ...freshSeason(season.mean, season.variance) };
  return calm;
}

function shape(known: Known, values: number[], center: number, scores: number[], mean: number): void {
  known.n = Math.min(known.n + quarter, shapeMemory);
  const share = quarter / known.n;
  const knots = knotsOf(values, center);
  known.knots = known.knots.map((knot, j) => brief(knot + share * ((knots[j] as number) - knot), 5));
  known.covariances = bounded(
    known.covariances.map((covariance, lag) => {
      let sum = 0;
      for (let i = 0; i < quarter; i++) sum += ((scores[i] as number) - mean) * ((scores[i + lag] as number) - mean);
      return covariance + share * (sum / quarter - covariance);
    })
  );
}

function seeSums(known: Known, sums: readonly number[], mean: number): void {
  const share = Math.max(quarter / (known.seenN + quarter), quarter / shapeMemory);
  known.seen = known.seen.map((seen, i) => {
    const m = spans[i] as number;
    const to = Math.min(quarter, ringSize - m);
    let total = 0;
    let count = 0;
    for (let j = 0; j < to; j += 2) {
      total += ((sums[j + m] as number) - (sums[j] as number) - m * mean) ** 2;
      count += 1;
    }
    return brief(seen + share * (total / count / m - seen));
  });
  known.seenN = Math.min(known.seenN + quarter, shapeMemory);
}

/**
 * Variances to reckon with: by the autoregression, or as seen where that is clearly more, and both wider while they
 * rest on few values. Where values depend on each other fewer independent spans pass, so the limit comes down by 2 ln
 * of the long-run ratio, in squares.
 */
function reckon(state: LevelShiftState, known: Known, limit: number): void {
  const { bySpan, longRun } = longRunOf(known.covariances, known.n);
  const variance = known.covariances[0] as number;
  const caution = ((1 + Math.sqrt(longRun / known.n)) * (1 + (bias * longRun) / known.n)) ** 2;
  known.spread = bySpan.map((ratio, i) => {
    const seen =
      known.seenN > 0 ? (known.seen[i] as number) * Math.exp(-Math.sqrt((2 * (spans[i] as number)) / known.seenN)) : 0;
    return brief(caution * Math.max(ratio * variance, seen));
  });
  known.longRun = brief(longRun);
  state.limit = Math.sqrt(Math.max(1, limit * limit - 2 * Math.log(Math.max(1, longRun))));
}

/** An autoregression from n values finds the long-run deviation too small by about this many times its ratio over n. */
const bias = 6;
