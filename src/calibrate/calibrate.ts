import { allAt, aloneAt, fixedOf, turnableOf, type Fixed, type Turnable } from './turnable.ts';
import { checkFactor, checkSpan, faultOf, refusalOf, untoldText, type TooLittle } from './support.ts';
import { blindTo, delaysOf, untoldOf, type Delay } from './delays.ts';
import { finish, type Steps } from '../backtest/steps.ts';
import { falseAlarms, lifeOf, type Counting, type FalseAlarms, type World } from './false-alarms.ts';
import { historyError, relearned, type HistoryError } from './history-error.ts';
import { rateInterval, type Rate } from './rate-interval.ts';
import { searchFalling, type Found } from './search.ts';
import type { Policy } from '../core/state/policy.ts';
import type { JsonObject } from '../terms/json.ts';
import type { Resampler } from './noise/resampler.ts';
import type { Sources } from './sources-of.ts';

export interface CalibrateOptions extends Omit<World, 'lifeMs' | 'sources'> {
  policy: Policy;
  sources: readonly Resampler[];
  /** Spans that look like drifts, for a refusal to name. @default none */
  suspected?: Sources['suspected'];
  /** At most this many false retrains … */
  falseRetrains: number;
  /** … in this time. */
  perMs: number;
  /**
   * How sure the budget is to be kept: the limits are tightened until as large a share of the rates that the history
   * leaves possible is within it; 0.5 aims at the budget itself. @default 0.975: the upper end of the 95 % interval
   */
  confidence?: number;
  /** False retrains to count near the goal, and twice as many at the end. @default 400 */
  events?: number;
  onProgress?: (share: number) => void;
}

export interface Calibration {
  policy: Policy;
  changes: Change[];
  /** Detectors that are left as they are, and why: they have no limit to choose, or no rule names them. */
  fixed: Fixed[];
  /** False retrains in the time of the budget, counted on other streams than limits were searched on. */
  achieved: Omit<Rate, 'bound'> & Omit<FalseAlarms, 'each'>;
  delays: Delay[];
  /** These detectors cannot meet the budget, or cannot use it up. */
  isAtEnd: boolean;
  /** Whether the budget is kept, with the confidence that was asked for. */
  isKept: boolean;
  /** Metrics of which these limits find not even a shift of 3 standard deviations, on most streams. */
  blind: string[];
  /** Metrics of which it is not known how soon a shift is found, as nearly every stream launches before it. */
  untold: string[];
  /** Warnings for people. */
  warnings: string[];
}

export interface Change {
  metric: string;
  /** Place in the metric's list of detectors. */
  index: number;
  detector: string;
  type: string;
  before: JsonObject;
  after: JsonObject;
}

/**
 * Chooses the limits of a policy for a budget of false retrains, by counting what it launches on resampled streams in
 * which nothing has changed. Every detector gets the same share of the budget; all together are then tuned to the
 * whole, and tightened by what the history cannot know.
 *
 * @throws ConfigurationError when the history is too short for the budget, with the budget that it can support
 */
export function calibrate(options: CalibrateOptions): Calibration {
  return finish(calibrateSteps(options));
}

/** The same, in steps of milliseconds. */
export function* calibrateSteps(options: CalibrateOptions): Steps<Calibration> {
  const found = yield* limitsOrRefusal(options);
  if (!('tooLittle' in found)) return found;
  const { onProgress: _, ...quiet } = options;
  const takes = function* (perMs: number): Steps<boolean> {
    const other = yield* limitsOrRefusal({ ...quiet, falseRetrains: 1, perMs });
    return !('tooLittle' in other) && faultOf(other) === undefined;
  };
  throw yield* refusalOf(options.sources, options, found, takes);
}

/** Why limits are not taken; exported for the tests. */
export function notKept({ rate, bound }: Pick<Rate, 'rate' | 'bound'>, falseRetrains: number): string {
  const times = (x: number): number => Number((x / falseRetrains).toPrecision(3));
  if (rate <= falseRetrains)
    return `The budget may not be kept: ${times(rate)} times as many false retrains as it allows were counted, but for all that the history tells it may be up to ${times(bound)} times; take a longer history, leave out drifts and incidents that are in it, or state a larger budget`;
  return `The budget is not kept: these limits launch ${times(rate)} times as many false retrains as it allows, or up to ${times(bound)} times; state a larger budget or take another detector`;
}

// --- internal ---

const defaultConfidence = 0.975;
/** False retrains to count while the search is far from its goal, at the end, and for what the history cannot know. */
const coarseEvents = 40;
const defaultEvents = 400;
const errorEvents = 90;
/** Most observations of one evaluation. */
const mostCoarse = 4_000_000;
const mostFine = 24_000_000;
const mostError = 4_000_000;
/** Of the budget, as the next count differs by chance. */
const wantedUse = 0.94;
const mostRounds = 3;
/** So many times as long may the last counts take where retrains come in clusters. */
const mostTimes = 4;
/** At an aim of the budget itself, chance is on both sides. */
const slack = 1.0001;

type Searched = Omit<CalibrateOptions, 'onProgress'> & World & { sources: readonly Resampler[] };

interface Aim {
  rate: number;
  /** Where an earlier search ended. */
  before: number | undefined;
  tick: () => void;
}

/** Limits for a budget, or what the history is that cannot tell of it. */
function* limitsOrRefusal(options: CalibrateOptions): Steps<Calibration | TooLittle> {
  const { policy, sources, falseRetrains, perMs, onProgress, confidence = defaultConfidence } = options;
  const short = checkSpan(sources, options, options.suspected);
  if (short) return short;
  const turnable = turnableOf(policy, sources);
  const rate = falseRetrains / perMs;
  const world: Searched = { ...options, lifeMs: lifeOf(sources, 1 / rate) };
  let evaluations = 0;
  // A search has no known length: the bar gets slower towards its end.
  const tick = (): void => {
    evaluations += 1;
    onProgress?.(1 - 0.94 ** (evaluations / Math.max(1, turnable.length)));
  };
  const limits = new Map<Turnable, Found>();
  const setAll = function* (share: number): Steps<void> {
    for (const one of turnable)
      limits.set(one, yield* limitFor(world, one, { rate: rate * share, before: limits.get(one)?.u, tick }));
  };
  const once = remembered<FalseAlarms>();
  let share = 1 / Math.max(1, turnable.length);
  yield* setAll(share);
  const count = function* (result: Policy, events: number, set: number, counting: Counting = {}): Steps<FalseAlarms> {
    tick();
    // Far beyond the budget as many are counted in less time: they tell as much. `exact`, if asked for, decides alone.
    const enough = 1.5 * events;
    return yield* once(JSON.stringify([events, set, counting, result.metrics]), () =>
      falseAlarms(world, result, timeFor(world, rate, events, mostFine), set, { enough, ...counting })
    );
  };
  if (turnable.length > 1 || policy.rules.length > 0) {
    // Detectors fire together, or a rule asks for several: the share that each has is not what the whole makes of it.
    for (let round = 0; round < 3; round++) {
      const { count: launched, ms } = yield* count(allAt(policy, turnable, limits), 8 * coarseEvents, 1);
      const excess = Math.log((launched + 0.1) / (rate * ms));
      if (Math.abs(excess) < 0.1) break;
      share *= Math.exp(-excess);
      yield* setAll(share);
    }
  }
  const again = relearned(sources, options);
  const { events = defaultEvents } = options;
  const rateOf = (alarms: FalseAlarms, error: HistoryError, once = 0): Rate =>
    rateInterval({ ...alarms, budgets: alarms.ms / perMs, once }, error, confidence);
  const seenOnce = onceIn(sources, perMs);
  let moved: Found = { u: 0, isAtEnd: false };
  let wanted = wantedUse;
  let result = allAt(policy, turnable, limits);
  let counted: FalseAlarms;
  let achieved: Rate;
  let error: HistoryError = { bias: 0, sd: 0 };
  // Retrains in clusters tell less than as many single ones; a vague count is taken where chance makes it small.
  const exact = { error: Math.sqrt(0.5 / events), mostMs: timeFor(world, rate, mostTimes * 2 * events, mostFine) };
  for (let round = 0; ; round++) {
    // What was learned of the history is asked again where the limits have come to; later they move by little.
    if (round < 2) {
      const ms = timeFor(world, rate, errorEvents, mostError);
      error = yield* historyError(world, result, { again, ms, rounds: round === 0 ? 1 : mostTimes, tick });
    }
    if (turnable.length > 0) {
      const [aim, known] = [wanted, error];
      // All dials together, by the same step: each keeps its part in the whole.
      const excess = function* (by: number): Steps<number> {
        const alarms = yield* count(allAt(policy, turnable, limits, by), events, 2);
        // At the end twice as many are counted.
        const { bound } = rateOf({ ...alarms, error: alarms.error / Math.SQRT2 }, known);
        return Math.log(bound / falseRetrains / aim);
      };
      moved = yield* searchFalling(excess, { ...rangeOf(limits), start: moved.u, reach: 0.05, near: 0.03 });
      result = allAt(policy, turnable, limits, moved.u);
    }
    counted = yield* count(result, 2 * events, 3 + 10 * round, round === 0 ? {} : { exact });
    achieved = rateOf(counted, error, seenOnce);
    const factor = achieved.bound / Math.max(achieved.rate, Number.MIN_VALUE);
    const vague = turnable.length > 0 && counted.count > 0 && confidence > 0.5 ? checkFactor(factor) : undefined;
    if (vague) return vague;
    if (turnable.length === 0 || moved.isAtEnd || round === mostRounds) break;
    if (round === 0) continue;
    // What came up once bounds the rate however tight limits are: they are tightened for the rest of it alone.
    const { bound } = rateOf(counted, error);
    if (bound <= falseRetrains) break;
    wanted *= 0.95 * (falseRetrains / bound);
  }
  const { bound, ...interval } = achieved;
  const { each: _, ...launched } = counted;
  const isKept = bound <= falseRetrains * slack;
  const delays = yield* delaysOf(world, result);
  const blind = blindTo(delays);
  const untold = untoldOf(delays);
  onProgress?.(1);
  return {
    policy: result,
    changes: turnable.map((one) => changeOf(one, result)),
    fixed: fixedOf(policy, sources, turnable),
    achieved: { ...interval, ...launched },
    delays,
    isAtEnd: moved.isAtEnd,
    isKept,
    blind,
    untold,
    warnings: isKept
      ? [...blind.map(blindText), ...untold.map((metric) => untoldText(metric, sources, options))]
      : [notKept(achieved, falseRetrains)],
  };
}

/** Rate of what came up once, in all streams that are drawn as they were seen. */
function onceIn(sources: readonly Resampler[], perMs: number): number {
  return sources.reduce((sum, { isOfSeen, observations, stepMs }) => {
    return isOfSeen ? sum + perMs / (observations * stepMs) : sum;
  }, 0);
}

/** How far all dials together can move. */
function rangeOf(limits: ReadonlyMap<Turnable, Found>): { least: number; most: number } {
  const all = [...limits];
  return {
    least: Math.max(...all.map(([{ dial }, { u }]) => dial.least - u)),
    most: Math.max(...all.map(([{ dial }, { u }]) => dial.most - u)),
  };
}

function blindText(metric: string): string {
  return `${metric}: not even a shift of 3 standard deviations is found within 2,000 values on most streams; look at the history for what is no noise, such as a drift or values that stand still, state a larger budget, or take another detector`;
}

/** The limit at which one detector, alone, launches at that rate, roughly. */
function* limitFor(world: Searched, one: Turnable, { rate, before, tick }: Aim): Steps<Found> {
  const own = { ...world, sources: world.sources.filter((source) => source.metric === one.metric) };
  const ms = timeFor(own, rate, coarseEvents, mostCoarse);
  const once = remembered<FalseAlarms>();
  const excess = function* (u: number): Steps<number> {
    const { count, ms: took } = yield* once(JSON.stringify(one.dial.options(u)), () =>
      falseAlarms(own, aloneAt(world.policy, one, u), ms, 0, { enough: 1.5 * coarseEvents })
    );
    tick();
    return Math.log((count + 0.1) / (rate * took));
  };
  const { start, least, most } = one.dial;
  return yield* searchFalling(excess, { start: before ?? start, reach: 0.25, least, most, near: 0.15 });
}

/** What was found already is not looked for again: a bound between two possible values is the same limit anywhere. */
function remembered<T>(): (key: string, find: () => Steps<T>) => Steps<T> {
  const found = new Map<string, T>();
  return function* (key, find) {
    const known = found.get(key);
    if (known !== undefined) return known;
    const value = yield* find();
    found.set(key, value);
    return value;
  };
}

function timeFor({ sources }: World, rate: number, events: number, mostObservations: number): number {
  const perMs = sources.reduce((sum, { stepMs }) => sum + 1 / stepMs, 0);
  return Math.min(events / rate, mostObservations / perMs);
}

function changeOf({ metric, index, detector, dial }: Turnable, result: Policy): Change {
  const after = result.metrics.find(({ name }) => name === metric)?.detectors[index]?.options ?? {};
  // A warning that had to give way is a change too.
  const names = new Set([
    ...Object.keys(dial.options(dial.start)),
    ...Object.keys(after).filter((name) => after[name] !== detector.options[name]),
  ]);
  const pick = (options: JsonObject): JsonObject =>
    Object.fromEntries([...names].map((name) => [name, options[name] ?? null]));
  return {
    metric,
    index,
    detector: detector.id,
    type: detector.type,
    before: pick(detector.options),
    after: pick(after),
  };
}
