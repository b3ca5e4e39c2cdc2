import { knowledgeOf, notedAgain } from './level-shift/knows.ts';
import type { Detector, Reading } from './detector.ts';
import type { Verdict } from '../terms/level.ts';
import { cloneJson } from '../terms/json.ts';
import { briefSeason, chooseSeason } from './level-shift/season.ts';
import { freshDay, teachSeasons } from './level-shift/day.ts';
import { isOfDay } from './level-shift/learn-day.ts';
import { freshState, type Known, type LevelShiftState } from './level-shift/state.ts';
import { inUnits, straight } from './level-shift/units.ts';
import { isBeyond, learnAnew, learnsAnew, learnSpread, lookWithin } from './level-shift/anew.ts';
import { learnQuarter, recenter, ringSize, score, withoutSeason, withoutSeasonAt } from './level-shift/learn.ts';
import { isOfWeek, learnWeek } from './level-shift/learn-week.ts';
import { confirmed, type Shift } from './level-shift/confirm.ts';
import { medianOf, scoreOf } from './level-shift/scores.ts';
import { mayBeWeek } from './level-shift/week.ts';
import { parameters } from './level-shift/parameters.ts';
import { numberBytes, usualStateBytes } from './defaults.ts';
import { strongest } from './level-shift/cuts.ts';
import { hasNewSpread } from './level-shift/spread-test.ts';
import { pack, ringOf, unpacked } from './level-shift/pack.ts';
import { spans } from './level-shift/long-run.ts';
import { suddenShift } from './level-shift/sudden.ts';
import { learnsWeeks, type LevelShiftOptions } from './level-shift/options.ts';
import { secondLook } from './level-shift/first-step.ts';
import { keptOver, watchEarly } from './level-shift/burn-in.ts';

/**
 * The default detection for metrics: a change of level by ranks, with correlation, seasons and bursts told apart from
 * it.
 *
 *     s_t = normal score of x_t - season_t - centre;   z(m) = (mean of the newest m - mean before) / its standard error
 *     drift when max_m |z(m)| > limit, the change lasts `least` values, and no short burst made it
 *     the standard error knows how sums of m neighbours vary: by an autoregression, or as seen
 *
 * Symbols: m 10, 12, ..., 215 (`spans`); limit lowered by 2 ln(long-run ratio) in squares. During the burn-in ranks are
 * scanned for one step (`earlyScan`). A spread that has become `spreadLimit` times as large in 40 values fires too. A
 * change to the side that `mode` leaves out moves the level and raises no alarm.
 * Input: finite numbers in arrival order, at even steps if seasons are to be found: day and week at the usual steps are
 * taken out once two and a half rounds were seen, weekends once two were. Warm-up: 15 values until a step can be seen;
 * after an alarm none: shape, correlation and seasons stay, the level begins at the change. State: 256 values and their
 * scores, four characters each, at most 4 KiB in all.
 * Cost: O(1) and a 64th of a look at the ring; O(n log n) during the burn-in and the values until the ring is full.
 * Use for: metrics of which nobody knows scale, noise, season or the size of the change. Not for: an alarm within fewer
 * than `least` values (a `limit` beside it does that); seasons of which less than three rounds were seen, and other
 * cycles longer than 200 values.
 *
 * @param options.mode        'up', 'down' or 'both'. @default by the metric's direction
 * @param options.limit       standard errors that fire. @default 4.95 (docs/detectors.md)
 * @param options.earlyLimit  the same during the burn-in. @default 5 (docs/detectors.md)
 * @param options.least       values that a change must last; what is shorter is a burst. @default 10
 *                            (docs/detectors.md)
 * @param options.burnIn      values that shape and correlation are first learned from. @default 150 (docs/detectors.md)
 * @param options.spreadLimit times that the squared scores of 40 values must exceed the usual. @default 4
 *                            (docs/detectors.md)
 * @param options.seasons     'find' or 'ignore' days and weeks. @default 'find' (docs/detectors.md)
 * @param options.clusters    tell bursts, volatility and correlated squares from changes. @default true
 *                            (docs/detectors.md)
 * @param options.weekends    learn a level that comes and goes at the same time of each week. @default true
 *                            (docs/detectors.md)
 * @param options.burstFirst  raise no alarm where a burst ends that the stream began with. @default true
 *                            (docs/detectors.md)
 * @param options.packed      keep the newest values as text: the same verdicts, and at most 4 KiB of state. @default
 *                            true (docs/detectors.md)
 * @param options.promotions  take no wave for a level that a promotion has changed. @default true (docs/detectors.md)
 * @param options.wholeDays   raise no alarm over a piece of a day at fifteen, ten or five minutes a value after three
 *                            rounds. @default true (docs/detectors.md)
 * @param options.wholeBursts leave what happens to lie before a burst on its side out of it. @default true
 *                            (docs/detectors.md)
 * @param options.incidents   learn nothing but the level from an incident or a slow start among the first values, and
 *                            keep those over promotions. @default true (docs/detectors.md)
 * @param options.farLevels learn origin and unit anew where a level or a spread is far from the first. @default true
 * @param options.trends     take no steady rise or fall among the first values for correlation. @default true
 * @param options.sudden     tell a change far larger than the usual steps of a stream whose neighbours are much alike.
 *                            @default true
 * @param options.closerLook look closer at first values, for a step that was not seen in time, and at a wave beside
 *                            another that it goes into. @default true (docs/detectors.md)
 * @example
 * ```ts @import.meta.vitest
 * const { resolveOptions } = await import('./options.ts');
 * const resolved = resolveOptions(levelShift, {});
 * const options = ('options' in resolved ? resolved.options : {}) as unknown as LevelShiftOptions;
 * const firstAlarm = (at: number): number => {
 *   const state = levelShift.init(options);
 *   const stream = Array.from({ length: 400 }, (_, i) => (i < at ? 0.93 : 0.89) + 0.01 * Math.sin(i * i));
 *   return stream.findIndex((x) => levelShift.update(state, x, options) === 'drift');
 * };
 * expect([firstAlarm(60), firstAlarm(300)]).toEqual([69, 309]);
 * ```
 * @see Hawkins, D. M.; Deng, Q. (2010). A nonparametric change-point control chart. Journal of Quality Technology
 *   42(2), 165-173. Conover, W. J.; Tercero-Gomez, V. G.; Cordero-Franco, A. E. (2017). The sequential normal scores
 *   transformation. Sequential Analysis 36(3), 397-414.
 * Checked against: test/reference/level_shift.json (plain Python programs of its parts), and simulated run lengths,
 * test/detectors/level-shift.test.ts.
 */
export const levelShift: Detector<LevelShiftOptions, LevelShiftState> = {
  name: 'level-shift',
  summary: 'a lasting change of level by ranks; correlation, seasons and bursts are told apart from it',
  input: 'metric',
  findsChange: true,
  actsOnAlarm: true,
  parameters,

  stateBytes: (options) => usualStateBytes + Math.max((7 * 1024) / 2, options.burnIn * numberBytes),
  init: freshState,
  update(state, x, options) {
    state.t += 1;
    const { known } = state;
    if (!known) {
      const verdict = watchEarly(state, x, options);
      if (options.packed && state.known) pack(state);
      return verdict;
    }
    if (!options.packed) return judge(state, known, x, options);
    return unpacked(state, () => judge(state, known, x, options));
  },
  restart(state, options) {
    if (!state.known) return { ...freshState(), t: state.t, ...(options.incidents ? keptOver(state, options) : {}) };
    const { t, known, center, limit, blind, changes, ...newest } = cloneJson(state);
    const ring = ringOf(newest);
    teachSeasons(known!, ring, t - ring.length);
    // A spread that was still being learned is learned from the new version's values alone.
    const learns = blind > 0 ? { blind: options.burnIn } : {};
    if (options.weekends) briefSeason(known!.season, true);
    // Weekends come and go over promotions.
    const kept = { ...(changes ? { changes } : {}), ...(options.promotions ? { renewed: true as const } : {}) };
    return { ...freshState(), t, known, center, limit, recenterAt: spans[0] as number, ...learns, ...kept };
  },
  knows: knowledgeOf,
  read(state, options): Reading {
    const n = state.known ? state.older.n + ringOf(state).length : state.early.length;
    const restsOn = state.known ? ringOf(state).length : state.early.length - (state.starts.at(-1) ?? 0);
    if (state.spread !== undefined)
      return { statistic: state.spread, limit: options.spreadLimit, fires: 'above', n, restsOn, isOfSpread: true };
    const [statistic, limit] = state.limit > 0 ? [state.statistic, state.limit] : [null, null];
    return { statistic, limit, fires: 'above', n, restsOn };
  },
};

// --- internal ---

/** Burn-ins for which a first level may have held and still have been none to compare with. */
const longestFirst = 4;

/** Takes one value in once shape and correlation are known. */
function judge(state: LevelShiftState, known: Known, x: number, options: LevelShiftOptions): Verdict {
  if (!options.wholeDays || options.seasons === 'ignore') delete known.season.day;
  // A state of between two releases may have a day without profiles.
  else if (known.season.day?.profiles === undefined) known.season.day = freshDay();
  const { farLevels } = options;
  if (farLevels && isBeyond(state)) {
    learnAnew(state, known, options);
    return state.known ? judge(state, state.known, x, options) : watchEarly(state, x, options);
  }
  if (state.within) lookWithin(state, x);
  const y = inUnits(known, x, farLevels);
  if (farLevels && Math.abs(y) > straight) known.hasFar = true;
  const deviation = withoutSeasonAt(known, y, state.t - 1) - state.center;
  state.ring.push(y);
  state.sums.push((state.sums.at(-1) as number) + scoreOf(known.knots, known.scale, deviation));
  if (state.blind > 0) {
    state.blind -= 1;
    if (state.blind === 0) learnSpread(state, known, options);
    return 'warming-up';
  }
  const first = secondLook(state, known, options);
  const best = strongest(state, known);
  if (!first) state.statistic = Number(Math.sqrt(best.squared).toPrecision(6));
  let verdict: Verdict = best.span === 0 ? 'warming-up' : 'stable';
  const shift =
    first ??
    (best.squared > state.limit ** 2 ? confirmed(state, known, best, options) : null) ??
    (options.sudden ? suddenShift(state, known, options) : null);
  if (shift && !isOfWeek(state, known, shift) && (first || !isOfDay(state, known, shift))) {
    const isWatched = options.mode === 'both' || shift.isRise === (options.mode === 'up');
    const again = isWatched ? undefined : notedAgain(state, known, shift, longestFirst * options.burnIn);
    takeLevel(state, known, shift, options);
    if (again) state.learntAgain = again;
    if (isWatched && shift.isAlarm !== false) verdict = 'drift';
  } else if (hasNewSpread(state, known, options)) verdict = 'drift';
  if (state.recenterAt > 0 && state.ring.length >= state.recenterAt) {
    recenter(state, known, medianOf(withoutSeason(state, known)));
    state.recenterAt = state.ring.length >= ringSize / 2 ? 0 : 2 * state.ring.length;
    if (state.recenterAt === 0) delete state.renewed;
    score(state, known);
  }
  if (state.ring.length >= ringSize && !(farLevels && learnsAnew(state, known, options)))
    learnQuarter(state, known, options);
  if (options.seasons === 'ignore') known.season.active = [];
  return verdict;
}

/** The level begins anew at the change; all else that is known stays. */
function takeLevel(state: LevelShiftState, known: Known, shift: Shift, options: LevelShiftOptions): void {
  const { season } = known;
  const { cut, values } = shift;
  const n = state.ring.length;
  const isWeek = learnsWeeks(options) && learnWeek(state, known, shift);
  teachSeasons(known, state.ring.slice(0, cut), state.t - n);
  const size = medianOf(values.slice(cut)) - state.center;
  const { jump } = state;
  const isSoon = state.t - jump.at < soon;
  const comesBack = isSoon && Math.abs(size + jump.size) < 0.5 * Math.abs(jump.size);
  const returns = comesBack ? jump.returns + 1 : isSoon ? jump.returns : 0;
  state.jump = { size, at: state.t, returns };
  delete state.renewed;
  delete state.look;
  // A level that comes and goes swings about a mean that stays; any other takes the mean along.
  if (returns < 2 && !isWeek) season.mean += size;
  if (options.weekends) briefSeason(season, true);
  state.ring = state.ring.slice(cut);
  state.center = isWeek ? medianOf(withoutSeason(state, known)) : state.center + size;
  state.older = { n: 0, sum: 0 };
  state.recenterAt = 2 * state.ring.length;
  if (state.taught > 0) state.taught = Math.max(0, state.taught - cut);
  if (options.seasons === 'find' && (isWeek || !mayBeWeek(state.changes)))
    chooseSeason(known, state.t, options.closerLook);
  score(state, known);
}

/** Values within which a level that returns counts as going to and fro. */
const soon = 400;
